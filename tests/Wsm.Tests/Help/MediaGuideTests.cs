using System.CommandLine;
using System.Text.RegularExpressions;
using Wsm.Bundles.Inventories;
using Wsm.Hosting;

namespace Wsm.Tests.Help;

/// <summary>What docs/media.md tells people to type is understood, and what it shows is right.</summary>
public sealed partial class MediaGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "media.md"));

    [Fact]
    public void Every_command_line_of_the_guide_is_understood()
    {
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };
        var root = new RootCommand();
        foreach (var verb in Verbs.All(context))
        {
            root.Add(verb);
        }

        var lines = Shell()
            .Matches(Guide)
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ToList();

        Assert.True(lines.Count > 15);
        foreach (var line in lines)
        {
            Assert.StartsWith("wsm ", line);
            Assert.True(
                root.Parse(line["wsm ".Length..]).Errors is [],
                $"{line}: {string.Join(' ', root.Parse(line["wsm ".Length..]).Errors)}"
            );
        }
    }

    [Theory]
    [InlineData("docs/media.md", 4)]
    [InlineData("bundle/README.md", 3)]
    public void The_lines_of_an_inventory_that_are_shown_are_right(string page, int shown)
    {
        var lines = Numbered()
            .Matches(File.ReadAllText(Path.Combine(Checkout.Folder, page)))
            .Select(line => TextLine.Parse(Regex.Split(line.Value, " {3,}")[0]))
            .Where(line => line is not null && !line.Content.Contains('…'))
            .ToList();

        Assert.Equal(shown, lines.Count);
        Assert.All(lines, line => Assert.True(line!.IsRight, line.Content));
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex("^[0-9]+ (WSM-HAVE|R|[0-9A-Z]{16}|END) .*$", RegexOptions.Multiline)]
    private static partial Regex Numbered();
}
