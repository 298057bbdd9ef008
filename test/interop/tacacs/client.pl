# An independent client of TACACS+: asks the server at 127.0.0.1 whether somebody is who he says, and prints what it was told.
#   client.pl PORT KEY ascii|pap USER PASSWORD
#   client.pl PORT KEY chap USER HEX        identifier, challenge and response
use strict;
use warnings;
use Authen::TacacsPlus;

my ($port, $key, $what, $user, $password) = @ARGV;
my $client = Authen::TacacsPlus->new(Host => '127.0.0.1', Port => $port, Key => $key, Timeout => 5) or die "cannot connect\n";
my $type = $what eq 'chap' ? &Authen::TacacsPlus::TAC_PLUS_AUTHEN_TYPE_CHAP
    : $what eq 'pap' ? &Authen::TacacsPlus::TAC_PLUS_AUTHEN_TYPE_PAP
    : &Authen::TacacsPlus::TAC_PLUS_AUTHEN_TYPE_ASCII;
$password = pack('H*', $password) if $what eq 'chap';
print 'passed ', ($client->authen($user, $password, $type) ? 1 : 0), "\n";
$client->close;
