# Calls that a Linux host makes with pppd and chat, one after the other, each with a line of what became of it.
#   CALLS   the calls, one a word: NAME,LINE,NUMBER,USER,PASSWORD,MORE+OPTIONS   (`+` for blanks)
#   PEER    the address to ping through the call
# Each call leaves pppd's log in /mnt.

call() {
    name=$1 line=$2 number=$3 user=$4 password=$5 options=$(echo "$6" | tr + ' ')
    echo "$user * $password *" | tee /run/ppp/pap-secrets > /run/ppp/chap-secrets
    # shellcheck disable=SC2086 # a list of options
    timeout 40 pppd "/dev/ttyS$line" 115200 nodetach debug logfile "/mnt/$name.log" local lock \
        connect "chat -v -t 30 ABORT BUSY ABORT 'NO CARRIER' ABORT ERROR '' ATZ OK ATDT$number CONNECT" \
        user "$user" noauth noipdefault defaultroute $options > /dev/null 2>&1 &
    ping_through "$name" $!
}

# Pings as soon as there is an interface with a peer, then ends the call. Says how far it came, and how pppd ended.
ping_through() {
    waited=0 pinged=no
    while kill -0 "$2" 2> /dev/null && [ $waited -lt 200 ]; do
        if ip -brief address show ppp0 2> /dev/null | grep -q peer; then
            echo "$1 address $(ip -brief address show ppp0 | tr -s ' ' | cut -d' ' -f3-5)"
            ping -c 3 -i 0.3 -W 5 "$PEER" > "/mnt/$1.ping" 2>&1 && pinged=yes
            kill "$2"
            break
        fi
        sleep 0.2
        waited=$((waited + 1))
    done
    wait "$2"
    echo "$1 pppd $? ping $pinged"
    echo "HANGUP $line"
    sleep 0.3
}

for words in $CALLS; do
    old=$IFS
    IFS=,
    # shellcheck disable=SC2086 # split at commas
    set -- $words
    IFS=$old
    call "$@"
done
