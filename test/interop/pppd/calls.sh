# Calls that a Linux host makes with pppd and chat, each with lines of what became of it; a call after which pppd says that a callback
# was agreed (14) is followed by a second pppd that waits for the modem to ring, and answers.
#   FIRST, SECOND   the calls of two users at once, each in a network of its own, one a word: NAME,LINE,NUMBER,USER,MORE+OPTIONS   (`+` for blanks)
#   SECRETS         their names and passwords, one a word: USER,PASSWORD
#   PEER            the address to ping through each call
# Each leaves pppd's log in /mnt; a callback's is NAME-back.log. Of a name with -record, /mnt has what pppd's option `record` writes.

CALLBACK_AGREED=14

# NAME LINE CHAT OPTIONS: prints how far it came, and how pppd ended. The guest's line keeps what came while it was closed, such as the
# last call's NO CARRIER: chat is not to give up at that.
run() {
    # shellcheck disable=SC2086 # a list of options
    timeout 80 pppd "/dev/ttyS$2" 115200 nodetach debug logfile "/mnt/$1.log" local lock \
        connect "chat -v -t 60 ABORT BUSY ABORT ERROR '' ATZ OK $3 CONNECT" \
        lcp-echo-interval 1 lcp-echo-failure 5 noauth noipdefault defaultroute $4 > /dev/null 2>&1 &
    pppd=$! waited=0 pinged=no
    while kill -0 $pppd 2> /dev/null && [ $waited -lt 400 ]; do
        if ip -brief address show ppp0 2> /dev/null | grep -q peer; then
            echo "$1 address $(ip -brief address show ppp0 | tr -s ' ' | cut -d' ' -f3-5)"
            ping -c 3 -i 0.3 -W 5 "$PEER" > "/mnt/$1.ping" 2>&1 && pinged=yes
            kill $pppd
            break
        fi
        sleep 0.2
        waited=$((waited + 1))
    done
    wait $pppd
    ended=$?
    echo "$1 pppd $ended ping $pinged"
    echo "HANGUP $2"
    sleep 0.3
    return $ended
}

call() {
    options="user $4 $(echo "$5" | tr + ' ')"
    case $1 in *-record) record="record /mnt/$1.pppd" back="record /mnt/$1-back.pppd" ;; *) record='' back='' ;; esac
    run "$1" "$2" "ATDT$3" "$options $record"
    [ $? -eq $CALLBACK_AGREED ] || return
    # In the call back it does not ask for callback again.
    run "$1-back" "$2" "'' RING ATA" "$(echo "$options" | sed 's/callback [0-9]*//') $back"
}

user() {
    for words in $1; do
        old=$IFS
        IFS=,
        # shellcheck disable=SC2086 # split at commas
        set -- $words
        IFS=$old
        call "$@"
    done
}

if [ -n "$TURN" ]; then
    user "$TURN"
    exit 0
fi
for words in $SECRETS; do echo "${words%,*} * ${words#*,} *"; done | tee /run/ppp/pap-secrets > /run/ppp/chap-secrets
TURN=$FIRST unshare -n sh "$SCENARIO" &
[ -n "$SECOND" ] && TURN=$SECOND unshare -n sh "$SCENARIO" &
wait
