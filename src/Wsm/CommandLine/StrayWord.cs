using System.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Wording;

namespace Wsm.CommandLine;

/// <summary>Guesses what a word was meant to be that has no place where it stands.</summary>
internal sealed class StrayWord(ParseResult parsed, WsmContext context)
{
    /// <summary>What other tools, and people, call the same.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pull"] = "download",
        ["fetch"] = "download",
        ["save"] = "download",
        ["images"] = "list",
        ["ls"] = "list",
        ["upload"] = "push",
        ["publish"] = "push",
        ["copy"] = "mirror",
        ["sync"] = "mirror",
        ["validate"] = "verify",
        ["render"] = "template",
        ["split"] = "pack",
        ["install"] = "deploy",
        ["upgrade"] = "deploy",
        ["delete"] = "uninstall",
    };

    private readonly Command _command = parsed.CommandResult.Command;

    /// <summary>Null where nothing comes to mind.</summary>
    public string? Explain(string word)
    {
        // By the name before the letters: 'install' is near to 'uninstall', and means the opposite.
        if (parsed.CommandResult.Parent is null && OtherNames.TryGetValue(word, out var verb))
        {
            return $"Did you mean '{verb}'?";
        }

        if (Suggestion.Nearest(word, Known().Where(name => name.StartsWith('-') == word.StartsWith('-'))) is { } near && !IsThing(word))
        {
            return $"Did you mean '{near}'?";
        }

        if (word.StartsWith('-'))
        {
            return Owners(word);
        }

        return parsed.CommandResult.Parent is not null && Option(word) is var (option, value) ? $"Did you mean '{option} {value}'?" : null;
    }

    private IEnumerable<string> Known() =>
        _command
            .Subcommands.Where(verb => !verb.Hidden)
            .Select(verb => verb.Name)
            .Concat(_command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.Length > 2));

    /// <summary>A path or an address is no slip of the fingers.</summary>
    private bool IsThing(string word) =>
        !word.StartsWith('-') && (word.AsSpan().ContainsAny('/', '.', ':') || Path.Exists(context.PathOf(word)));

    /// <summary>The commands that have an option which this one lacks.</summary>
    private string? Owners(string word)
    {
        var name = word.Split('=')[0];
        var owners = parsed
            .RootCommandResult.Command.Subcommands.Where(verb =>
                !verb.Hidden && verb.Options.Any(option => option.Name == name || option.Aliases.Contains(name))
            )
            .Select(verb => verb.Name)
            .ToList();
        return owners.Count == 0 ? null : $"{name} is an option of {string.Join(", ", owners.Take(6))}{(owners.Count > 6 ? " …" : "")}.";
    }

    private (string Option, string Value)? Option(string word)
    {
        var path = context.PathOf(word);
        string[] fitting =
        [
            .. Directory.Exists(path) && File.Exists(Path.Combine(path, "Chart.yaml"))
            || word.EndsWith(".tgz", StringComparison.Ordinal)
            || word.StartsWith("oci://", StringComparison.Ordinal)
            || word.Contains('@', StringComparison.Ordinal)
                ? (string[])["--chart"]
                : [],
            .. word.EndsWith(".yaml", StringComparison.Ordinal) || word.EndsWith(".yml", StringComparison.Ordinal)
                ? (string[])["--catalog", "--values"]
                : [],
            .. Path.Exists(path) ? (string[])["--bundle"] : [],
            .. word.Split('/')[0].AsSpan().ContainsAny('.', ':') && !word.StartsWith('.') ? (string[])["--registry", "--to"] : [],
        ];
        return fitting.FirstOrDefault(name => _command.Options.Any(option => option.Name == name)) is { } found ? (found, word) : null;
    }
}
