using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Wsm.CommandLine;

/// <summary>The library's help, and below it the command's examples.</summary>
internal sealed class HelpWithExamples(int width) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = Math.Clamp(width, 60, 120) };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Examples,
            RootCommand root => root.Subcommands.OfType<Verb>().Where(verb => !verb.Hidden && verb.Examples.Count > 0).Select(verb => verb.Examples[0]),
            _ => [],
        };
        Write(examples.ToList(), parseResult.InvocationConfiguration.Output);
        return ExitCode.Done;
    }

    private static void Write(List<Example> examples, TextWriter output)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  # {example.Purpose}");
            output.WriteLine($"  {example.CommandLine}");
        }

        output.WriteLine();
    }
}
