using System.CommandLine;
using System.CommandLine.Completions;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Help;

internal static class HelpCommand
{
    public static Verb Create(WsmContext context)
    {
        var words = new Argument<string[]>("topic")
        {
            Description = "A topic, or a command; nothing lists the topics.",
            HelpName = "TOPIC",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add([.. HelpTopics.Names]);
        var verb = new Verb("help", $"Explain a topic ({string.Join(", ", HelpTopics.Names)}) or a command.", context)
        {
            Examples = [new("wsm help air-gap", "The whole way, step by step"), new("wsm help push", "The same as wsm push --help")],
        };
        words.CompletionSources.Add(_ =>
            verb.Parents.OfType<Command>()
                .SelectMany(root => root.Subcommands)
                .Where(other => !other.Hidden && other != verb)
                .Select(other => new CompletionItem(other.Name))
        );
        verb.Add(words);
        verb.Runs((call, cancellation) => RunAsync(call, call.Get(words) ?? [], cancellation));
        return verb;
    }

    private static Task<int> RunAsync(Invocation call, string[] words, CancellationToken cancellationToken)
    {
        if (words.Length == 0)
        {
            return Task.FromResult(ListTopics(call.Console));
        }

        if (words is [var topic] && HelpTopics.Names.Contains(topic))
        {
            call.Console.Out.Write(HelpTopics.Read(topic));
            return Task.FromResult(ExitCode.Done);
        }

        var root = call.Arguments.RootCommandResult.Command;
        return Find(root, words) is not null
            ? root.Parse([.. words, "--help"]).InvokeAsync(call.Arguments.InvocationConfiguration, cancellationToken)
            : throw Unknown(root, words);
    }

    private static int ListTopics(UserConsole console)
    {
        console.Print("Topics:");
        Columns.Write([.. HelpTopics.Names.Select(name => (string[])[$"  wsm help {name}", HelpTopics.TitleOf(name)])], console.Out);
        console.Print();
        console.Print("'wsm help COMMAND' explains a command, 'wsm --help' lists all of them.");
        return ExitCode.Done;
    }

    private static Command? Find(Command root, IEnumerable<string> words) =>
        words.Aggregate((Command?)root, (command, word) => command?.Subcommands.FirstOrDefault(below => below.Name == word));

    private static UserError Unknown(Command root, string[] words)
    {
        var asked = string.Join(' ', words);
        var guess = Suggestion.Nearest(
            asked,
            [.. HelpTopics.Names, .. root.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)]
        );
        return UserError.Usage(
            $"There is no topic or command '{asked}'.",
            guess is null ? "'wsm help' lists the topics, 'wsm --help' the commands." : $"Did you mean 'wsm help {guess}'?"
        );
    }
}
