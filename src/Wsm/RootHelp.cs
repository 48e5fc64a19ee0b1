using System.CommandLine;

namespace Wsm;

/// <summary>What <c>wsm --help</c> says above its examples: the commands under headings, in the order of the walk.</summary>
internal sealed class RootHelp(int width)
{
    private const int Gap = 2;

    public void Write(Command root, TextWriter output)
    {
        foreach (var line in Wrapped(root.Description ?? "", width))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  wsm COMMAND [options]      'wsm COMMAND --help' shows them, 'wsm help' explains topics");
        output.WriteLine();
        var options = root
            .Options.Where(option => !option.Hidden)
            .Select(option =>
                (
                    Name: string.Join(
                        ", ",
                        option.Aliases.Where(alias => alias is ['-', not '?' and not '-', ..] && alias.Length == 2).Append(option.Name)
                    ),
                    Text: option.Description ?? ""
                )
            )
            .ToList();
        var column =
            Verbs
                .Groups.SelectMany(group => group.Verbs)
                .Select(verb => verb.Name)
                .Concat(options.Select(option => option.Name))
                .Max(name => name.Length)
            + 2 * Gap;
        foreach (var group in Verbs.Groups)
        {
            WriteGroup(group.Heading, [.. group.Verbs.Select(verb => (verb.Name, DescriptionOf(verb.Name)))], column, output);
        }

        WriteGroup("Options of every command", options, column, output);

        string DescriptionOf(string verb) => root.Subcommands.First(command => command.Name == verb).Description ?? "";
    }

    private void WriteGroup(string heading, IReadOnlyList<(string Name, string Text)> items, int column, TextWriter output)
    {
        output.WriteLine($"{heading}:");
        foreach (var (name, text) in items)
        {
            var begin = $"  {name}".PadRight(column);
            foreach (var line in Wrapped(text, width - column))
            {
                output.WriteLine(begin + line);
                begin = new string(' ', column);
            }
        }

        output.WriteLine();
    }

    private static IEnumerable<string> Wrapped(string text, int room)
    {
        while (text.Length > room && text.LastIndexOf(' ', room) is > 0 and var space)
        {
            yield return text[..space];
            text = text[(space + 1)..];
        }

        yield return text;
    }
}
