using System.CommandLine;
using Wsm.Hosting;

namespace Wsm.Tests.Attacks;

/// <summary>How each command that uses a bundle is called, so that no command is forgotten when bundles are to be refused.</summary>
/// <remarks>
/// There is a bundle in <c>bundle</c>, the same one packed in <c>bundle.wsm</c>, a copy in <c>other/bundle</c>, and a catalog in <c>c.yaml</c>.
/// What comes after the bundle (registries, clusters, engines) is not there; a call need not succeed.
/// </remarks>
internal static class BundleReaders
{
    /// <summary>Those that take <c>--verify-key</c> and the other words of <c>TrustArguments</c>.</summary>
    public static TheoryData<string> WithOptions { get; } =
    [
        "verify",
        "verify -b bundle.wsm",
        "verify --base other/bundle",
        "import c.yaml",
        "pack out.wsm",
        "unpack bundle.wsm -b out",
        "apply other/bundle",
        "diff bundle other/bundle",
        "diff bundle/bundle.json bundle.wsm",
        "report",
        "prune",
        "prune --dry-run",
        "prune --registry 127.0.0.1:1 --before other/bundle",
        "push --registry 127.0.0.1:1",
        "push --registry 127.0.0.1:1 --preflight",
        "check --registry 127.0.0.1:1",
        "check --cluster",
        "values --registry 127.0.0.1:1",
        "deploy",
        "deploy --dry-run",
        "serve --listen 192.0.2.1:5000 --plain-http",
        "load",
        "inventory",
        "inventory --registry 127.0.0.1:1",
        "registry push --registry 127.0.0.1:1",
        "registry check --registry 127.0.0.1:1",
        "registry values --registry 127.0.0.1:1",
    ];

    /// <summary>Those that obey what this machine demands, and take no such words.</summary>
    public static TheoryData<string> WithoutOptions { get; } =
    [
        "list --catalog c.yaml --diff bundle",
        "list --deep",
        "download --catalog c.yaml -b new --have bundle",
        "download --catalog c.yaml -b new --have bundle/bundle.json",
    ];

    public static TheoryData<string> All { get; } = [.. WithOptions.Select(row => row.Data).Concat(WithoutOptions.Select(row => row.Data))];

    /// <summary>The other commands, and why they ask nobody.</summary>
    public static IReadOnlyDictionary<string, string> Others { get; } =
        new Dictionary<string, string>
        {
            ["mirror"] = NoBundle,
            ["registry mirror"] = NoBundle,
            ["sign"] = "vouches itself: it makes a bundle that nobody has signed one that somebody has",
            ["keys change"] = NoBundle,
            ["keys sign"] = NoBundle,
            ["keys show"] = NoBundle,
            ["rollback"] = "takes what the cluster has",
            ["uninstall"] = "takes what the cluster has",
            ["console"] = "looks at the cluster alone",
            ["job push"] = "writes a manifest; the push in it asks",
            ["job mirror"] = NoBundle,
            ["self-image"] = NoBundle,
            ["login"] = NoBundle,
            ["logout"] = NoBundle,
            ["template"] = NoBundle,
            ["demo"] = "uses what it has made itself",
            ["doctor"] = "only counts what an interrupted download still needs",
            ["help"] = NoBundle,
            ["completion"] = NoBundle,
            ["version"] = NoBundle,
            ["docs"] = NoBundle,
        };

    private const string NoBundle = "reads no bundle";

    /// <summary>Every command of the program that does something, with the words that it is called by.</summary>
    public static IReadOnlyList<(string Name, Command Command)> Commands()
    {
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };
        return [.. Verbs.All(context).SelectMany(verb => Below(verb, verb.Name))];
    }

    /// <summary>The words of a call that name the command.</summary>
    public static string NameOf(string call) =>
        Commands().Select(command => command.Name).Single(name => (call + " ").StartsWith(name + " ", StringComparison.Ordinal));

    private static IEnumerable<(string Name, Command Command)> Below(Command command, string name) =>
        command.Subcommands.Count == 0 ? [(name, command)] : command.Subcommands.SelectMany(below => Below(below, $"{name} {below.Name}"));
}
