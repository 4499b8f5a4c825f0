#!/usr/bin/perl
# Reads one result file of xunit.v3 and prints, tab-separated:
#   counts PASSED FAILED SKIPPED SECONDS      then for each test that did not pass      FAIL|SKIP NAME TEXT
# Errors outside of tests (a fixture's, a class's clean-up) count as failures. A newline in TEXT reads "\n".
use strict;
use warnings;

sub plain {
    my ($text) = @_;
    $text =~ s/^\s*<!\[CDATA\[(.*?)\]\]>\s*$/$1/s
        or do { my %entity = (lt => '<', gt => '>', quot => '"', apos => "'", amp => '&'); $text =~ s/&(lt|gt|quot|apos|amp);/$entity{$1}/g; };
    $text =~ s/\s+$//;
    $text =~ s/\t/ /g;
    $text =~ s/\r?\n/\\n/g;
    return $text;
}

sub attribute {
    my ($element, $name) = @_;
    return $element =~ /\s\Q$name\E="([^"]*)"/ ? plain($1) : '';
}

local $/;
my $xml = <>;
my ($passed, $failed, $skipped, $seconds, $errors) = (0, 0, 0, 0, 0);
die "no <assembly> in the result file\n" unless $xml =~ /<assembly\s/;
while ($xml =~ /<assembly\s([^>]*)>/g) {
    my $element = " $1";
    $passed += attribute($element, 'passed');
    $failed += attribute($element, 'failed');
    $skipped += attribute($element, 'skipped');
    $errors += attribute($element, 'errors');
    $seconds += attribute($element, 'time');
}
$failed += $errors;
printf "counts\t%d\t%d\t%d\t%.1f\n", $passed, $failed, $skipped, $seconds;
while ($xml =~ m{<test\s([^>]*?)(?:/>|>(.*?)</test>)}gs) {
    my ($element, $body) = (" $1", $2 // '');
    my $result = attribute($element, 'result');
    if ($result eq 'Fail') {
        my ($message) = $body =~ m{<message>(.*?)</message>}s;
        my ($trace) = $body =~ m{<stack-trace>(.*?)</stack-trace>}s;
        my @frames = grep { /\.cs:line/ } split /\\n/, plain($trace // '');
        print join("\t", 'FAIL', attribute($element, 'name'), plain($message // 'no message') . (@frames ? "\\n$frames[0]" : '')), "\n";
    } elsif ($result eq 'Skip') {
        my ($reason) = $body =~ m{<reason>(.*?)</reason>}s;
        print join("\t", 'SKIP', attribute($element, 'name'), plain($reason // '')), "\n";
    }
}
while ($xml =~ m{<error\s([^>]*)>(.*?)</error>}gs) {
    my ($element, $body) = (" $1", $2);
    my ($message) = $body =~ m{<message>(.*?)</message>}s;
    print join("\t", 'FAIL', attribute($element, 'type') . ' ' . attribute($element, 'name'), plain($message // 'no message')), "\n";
}
