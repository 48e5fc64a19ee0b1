#!/usr/bin/env perl
# Draws what a terminal was told, from standard input, as an SVG: ansi-to-svg.pl TITLE COLUMNS < OUTPUT > FILE.svg
# Knows the escapes that wsm writes: bold, dim, red, green, yellow, and their end. Text stays text: it can be searched and copied.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));

my ($title, $columns) = @ARGV;
my ($cell, $line, $margin, $bar) = (7.85, 18, 16, 34);
my %class = (1 => 'b', 2 => 'd', 31 => 'r', 32 => 'g', 33 => 'y');

sub escaped { my $text = shift; $text =~ s/&/&amp;/g; $text =~ s/</&lt;/g; $text =~ s/>/&gt;/g; return $text }

my (@rows, $style);
while (my $input = <STDIN>) {
    $input =~ s/[\r\n]|\e(?!\[[0-9;]*m)(?:\[\?[0-9]+[hl]|.)//g;
    my ($row, $used) = ('', 0);
    for my $part (split /(\e\[[0-9;]*m)/, $input) {
        if ($part =~ /^\e\[([0-9;]*)m$/) { $style = $class{$1}; next }
        while (length $part) {
            # A terminal breaks a line where it is full.
            if ($used == $columns) { push @rows, $row; ($row, $used) = ('', 0) }
            my $piece = substr($part, 0, $columns - $used, '');
            $used += length $piece;
            $row .= $style ? "<tspan class=\"$style\">" . escaped($piece) . '</tspan>' : escaped($piece);
        }
    }
    push @rows, $row;
}

my ($width, $height) = ($columns * $cell + 2 * $margin, $bar + @rows * $line + $margin);
print <<"HEAD";
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" width="$width" height="$height" role="img">
<title>${\ escaped($title)}</title>
<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6deeb; white-space: pre }
.b { font-weight: bold; fill: #ffffff } .d { fill: #8a9bb0 } .r { fill: #ff7b72 } .g { fill: #7ee787 } .y { fill: #e3b341 }
</style>
<rect width="$width" height="$height" rx="8" fill="#0f1720"/>
<circle cx="18" cy="17" r="5" fill="#ff5f57"/><circle cx="36" cy="17" r="5" fill="#febc2e"/><circle cx="54" cy="17" r="5" fill="#28c840"/>
HEAD
for my $number (0 .. $#rows) {
    my $y = $bar + $number * $line + 13;
    print qq(<text x="$margin" y="$y" xml:space="preserve">$rows[$number]</text>\n) if length $rows[$number];
}
print "</svg>\n";
