using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class Refusal
{
    public static Failure Of(ParseResult parsed, WsmContext context)
    {
        var mistakes = parsed.Errors.Select(Text).Distinct().ToList();
        if (parsed.UnmatchedTokens is [var first, ..] && parsed.CommandResult.Parent is null)
        {
            // After a command that does not exist, nothing that follows can be judged.
            mistakes = [$"There is no command or option '{first}'."];
        }

        var stray = new StrayWord(parsed, context);
        var guesses = parsed.UnmatchedTokens.Select(stray.Explain).OfType<string>().Distinct();
        var usage = $"'{PathOf(parsed.CommandResult)} --help' shows how it is used.";
        return new Failure(mistakes[0], usage, ExitCode.Usage) { Details = [.. mistakes[1..], .. guesses] };
    }

    /// <summary>The library names neither the option nor the choices in a way that fits a line.</summary>
    private static string Text(ParseError error) =>
        error.SymbolResult switch
        {
            OptionResult { Tokens: [], Option: { HelpName: { } value } option } => $"{option.Name} needs a value: {value}.",
            OptionResult { Option: var option, Tokens: [var wrong, ..] }
                when Choices(option) is { Length: > 0 } choices && !choices.Contains(wrong.Value) => NoneOf(
                option.Name,
                choices,
                wrong.Value
            ),
            ArgumentResult { Argument: var argument, Tokens: [var wrong, ..] }
                when Choices(argument) is { Length: > 0 } choices && !choices.Contains(wrong.Value) => NoneOf(
                argument.HelpName ?? argument.Name,
                choices,
                wrong.Value
            ),
            ArgumentResult { Tokens: [], Argument: var argument } when argument.Arity.MinimumNumberOfValues > 0 => Missing(argument),
            CommandResult { Command: var command }
                when command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0) is { } argument
                    && error.Message.StartsWith("Required argument", StringComparison.Ordinal) => Missing(argument),
            _ => error.Message,
        };

    private static string NoneOf(string name, string[] choices, string wrong) =>
        $"{name} takes {string.Join(", ", choices)}; '{wrong}' is none of them.";

    private static string Missing(Argument argument) => $"{argument.HelpName ?? argument.Name} is missing: {argument.Description}";

    private static string[] Choices(Symbol symbol) => [.. symbol.GetCompletions(CompletionContext.Empty).Select(choice => choice.Label)];

    private static string PathOf(SymbolResult result) =>
        result is CommandResult { Parent: CommandResult parent } command ? $"{PathOf(parent)} {command.Command.Name}" : "wsm";
}
