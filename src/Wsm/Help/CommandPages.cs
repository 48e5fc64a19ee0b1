using System.Text;
using Wsm.CommandLine;

namespace Wsm.Help;

/// <summary>The command line as one Markdown document: <c>docs/commands.md</c>.</summary>
internal static class CommandPages
{
    public static string Write(CommandDescription root, IReadOnlyList<OptionDescription> global)
    {
        var page = new StringBuilder("# Commands\n\n");
        page.Append(
            "Made from the command line itself: `dotnet run --project src/Wsm -- docs > docs/commands.md`. A test fails when it is "
                + "stale.\n\n"
        );
        page.Append(root.Text).Append("\n\n| Command | |\n|---|---|\n");
        foreach (var command in root.Commands)
        {
            page.Append($"| [`wsm {command.Name}`](#wsm-{command.Name}) | {Cell(command.Text)} |\n");
        }

        page.Append("\nEvery command has these options:\n\n");
        WriteOptions(global, page);
        page.Append(
            "\nExit codes: 0 done; 1 failed; 2 wrong usage or input; 3 finished, and something is missing, differs or is not proved; 130 "
                + "interrupted.\n"
        );
        foreach (var command in root.All.Skip(1))
        {
            WriteCommand(command, page);
        }

        return page.ToString();
    }

    private static void WriteCommand(CommandDescription command, StringBuilder page)
    {
        page.Append($"\n## {command.CommandLine}\n\n{command.Text}\n\n```\n{Usage(command)}\n```\n");
        foreach (var argument in command.Arguments)
        {
            page.Append($"\n`{argument.Value.Placeholder}`: {argument.Text}\n");
        }

        if (command.Options.Count > 0)
        {
            page.Append('\n');
            WriteOptions(command.Options, page);
        }

        if (command.Examples.Count == 0)
        {
            return;
        }

        page.Append("\n```sh\n");
        foreach (var example in command.Examples)
        {
            page.Append($"# {example.Purpose}\n{example.CommandLine}\n");
        }

        page.Append("```\n");
    }

    private static string Usage(CommandDescription command)
    {
        var words = new List<string> { command.CommandLine };
        if (command.Commands.Count > 0)
        {
            words.Add(string.Join('|', command.Commands.Select(below => below.Name)));
        }

        words.AddRange(
            command.Arguments.Select(argument => argument.Required ? argument.Value.Placeholder : $"[{argument.Value.Placeholder}]")
        );
        if (command.Options.Count > 0)
        {
            words.Add("[options]");
        }

        return string.Join(' ', words);
    }

    private static void WriteOptions(IReadOnlyList<OptionDescription> options, StringBuilder page)
    {
        page.Append("| Option | |\n|---|---|\n");
        foreach (var option in options)
        {
            var names = string.Join(
                ", ",
                option.Names.Select(
                    (name, place) => place == 0 && option.Value is { } value ? $"`{name} {value.Placeholder}`" : $"`{name}`"
                )
            );
            page.Append(
                $"| {Cell(names)} | {Cell(option.Text)}{Choices(option)}{(option.Default is { } text ? $" Default: `{text}`." : "")} |\n"
            );
        }
    }

    /// <summary>The choices, where the text does not name them already.</summary>
    private static string Choices(OptionDescription option) =>
        option.Value is { Choices.Count: > 0 } value && !value.Choices.All(choice => option.Text.Contains(choice, StringComparison.Ordinal))
            ? $" One of {string.Join(", ", value.Choices.Select(choice => $"`{choice}`"))}."
            : "";

    /// <summary>A vertical bar would end the cell, and angle brackets would be taken for HTML.</summary>
    private static string Cell(string text) =>
        text.Replace("|", @"\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
