using System.Net;
using System.Text.RegularExpressions;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Help;

/// <summary>What the pages for people promise is there.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly WsmContext _context = new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        CurrentDirectory = "/",
    };

    public static TheoryData<string> Pages { get; } = ["README.md", "bundle/README.md", "docs/media.md", "docs/serve.md", "docs/trust.md"];

    public void Dispose() => _context.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_on_the_page_is_one_that_the_program_takes(string page)
    {
        var commands = Commands(Read(page)).ToList();

        var wrong = commands.Select(command => (command, problem: Problem(command))).Where(judged => judged.problem is not null);

        Assert.NotEmpty(commands);
        Assert.Equal([], wrong.Select(judged => $"{judged.command}: {judged.problem}"));
    }

    [Fact]
    public void Every_option_that_the_readme_names_is_one_of_a_command_or_of_the_installer()
    {
        var known = new HashSet<string>(["--version", "--help"]);
        known.UnionWith(InstallerOption().Matches(Read("install.sh")).Select(option => option.Groups[1].Value));
        foreach (var option in Application.Parse([], _context).RootCommandResult.Command.Subcommands.SelectMany(verb => verb.Options))
        {
            known.UnionWith([option.Name, .. option.Aliases]);
        }

        var named = CodeSpan()
            .Matches(Read("README.md"))
            .SelectMany(span => LongOption().Matches(span.Value))
            .Select(option => option.Value)
            .Distinct()
            .ToList();

        Assert.NotEmpty(named);
        Assert.Equal([], named.Except(known));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_and_every_test_that_is_named_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Checkout.Folder, page))!;
        var links = Link().Matches(Read(page)).Select(link => Path.Combine(folder, link.Groups[1].Value.Split('#')[0]));
        var named = Named().Matches(Read(page)).Select(path => Path.Combine(Checkout.Folder, path.Groups[1].Value));

        Assert.Equal([], links.Concat(named).Where(path => !Path.Exists(path)));
    }

    [Fact]
    public async Task The_picture_says_what_the_program_says()
    {
        using var folder = new TemporaryFolder();
        var picture = Line()
            .Matches(Read("docs/screenshots/demo.svg"))
            .Select(line => WebUtility.HtmlDecode(Tag().Replace(line.Groups[1].Value, "")));
        var shown = Plain(string.Concat(picture));

        var run = await RunResult.OfAsync(folder.Path, ["demo"]);

        var steps = Regex.Split(run.Output, @"^(?=\d\. )", RegexOptions.Multiline);
        var missing = ((int[])[0, 2, 3, 7])
            .SelectMany(step => steps[step].Split('\n'))
            .Where(line => !shown.Contains(Plain(line), StringComparison.Ordinal));
        Assert.True(
            !missing.Any(),
            $"docs/screenshots/demo.svg is stale; make it anew: docs/screenshots/make.sh PATH/TO/wsm\n{string.Join('\n', missing)}"
        );
    }

    /// <summary>Without what changes from run to run, and without where the terminal broke the lines.</summary>
    private static string Plain(string text) => Changing().Replace(text, "");

    private static string Read(string page) => File.ReadAllText(Path.Combine(Checkout.Folder, page));

    /// <summary>Lines of shell blocks, and code in the text, that begin with the program's name.</summary>
    private static IEnumerable<string> Commands(string page) =>
        Block()
            .Matches(page)
            .SelectMany(block => block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Concat(CodeSpan().Matches(Block().Replace(page, "")).Select(span => span.Groups[1].Value))
            .Select(line => Comment().Replace(line, "").Trim())
            .Where(line => line.StartsWith("wsm ", StringComparison.Ordinal));

    private string? Problem(string command)
    {
        var words = Word().Matches(Redirection().Replace(command, "")).Select(word => word.Value.Trim('\'', '"')).Skip(1).ToList();
        var parsed = Application.Parse(words, _context);
        // A text may speak of a command, or of an option of it, without what has to follow.
        var namesOnly =
            parsed.CommandResult.Parent is not null && (words.Count == 1 || words[^1].StartsWith("--", StringComparison.Ordinal));
        return parsed.UnmatchedTokens.Count == 0 && namesOnly ? null
            : parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not known"
            : parsed.Errors.Select(error => error.Message).FirstOrDefault();
    }

    /// <summary>A case of the installer's: <c>--portable)</c>.</summary>
    [GeneratedRegex(@"^(--[a-z]+)\)$", RegexOptions.Multiline)]
    private static partial Regex InstallerOption();

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex LongOption();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*([<>|]|&&).*$")]
    private static partial Regex Redirection();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`((?:tests|src|manifests|docs|bundle)/[^`\\s*…]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"<text [^>]*>(.*)</text>")]
    private static partial Regex Line();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s|[0-9,.:…]+|[KM]iB")]
    private static partial Regex Changing();
}
