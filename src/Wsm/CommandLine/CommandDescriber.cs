using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;

namespace Wsm.CommandLine;

/// <summary>Reads descriptions off the very commands that run.</summary>
internal static class CommandDescriber
{
    private const int MostDefaults = 60;

    public static CommandDescription Describe(Command command) => Describe(command, []);

    /// <summary>The options that every command has.</summary>
    public static IReadOnlyList<OptionDescription> DescribeGlobal(Command root) =>
        [.. root.Options.Where(option => option.Recursive && !option.Hidden).Select(Describe)];

    private static CommandDescription Describe(Command command, IReadOnlyList<string> path) =>
        new(
            path,
            command.Description ?? "",
            [.. command.Options.Where(option => !option.Recursive && !option.Hidden).Select(Describe)],
            [.. command.Arguments.Where(argument => !argument.Hidden).Select(Describe)],
            [.. command.Subcommands.Where(below => !below.Hidden).Select(below => Describe(below, [.. path, below.Name]))],
            command is Verb verb ? verb.Examples : []
        );

    private static OptionDescription Describe(Option option)
    {
        // Help's own option also answers to what Windows users type.
        string[] names =
        [
            option.Name,
            .. option
                .Aliases.Where(alias => alias != option.Name && alias.StartsWith('-') && alias != "-?")
                .OrderByDescending(alias => alias.Length),
        ];
        var takesValue = option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0 && option.HelpName is not null;
        var value = takesValue ? new ValueDescription(option.HelpName!, Choices(option.GetCompletions(CompletionContext.Empty))) : null;
        return new OptionDescription(
            names,
            option.Description ?? "",
            value,
            value is null ? null : DefaultOf(option),
            option.Arity.MaximumNumberOfValues > 1
        );
    }

    private static ArgumentDescription Describe(Argument argument) =>
        new(
            argument.Description ?? "",
            new ValueDescription(argument.HelpName ?? argument.Name, Choices(argument.GetCompletions(CompletionContext.Empty))),
            argument.Arity.MinimumNumberOfValues > 0,
            argument.Arity.MaximumNumberOfValues > 1
        );

    private static string[] Choices(IEnumerable<CompletionItem> items) => [.. items.Select(item => item.Label).Distinct()];

    private static string? DefaultOf(Option option)
    {
        if (!option.HasDefaultValue || (option.Description ?? "").Contains("(default:", StringComparison.Ordinal))
        {
            return null;
        }

        var text = Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture);
        return text is { Length: > 0 and < MostDefaults } && option.GetDefaultValue() is string or int ? text : null;
    }
}
