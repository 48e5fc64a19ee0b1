using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Wsm.CommandLine;
using Wsm.Hosting;

namespace Wsm;

/// <summary>A command's help as the library writes it, the program's own, and below either the examples.</summary>
internal sealed class HelpWithExamples(int width) : SynchronousCommandLineAction
{
    /// <summary>The job from one end to the other.</summary>
    private static readonly Example[] Story =
    [
        new("wsm list --why", "Which images does W&B need today, and what for?"),
        new("wsm download", "Fetch them and the charts into ./bundle, and carry that folder inside"),
        new(
            "wsm push --registry registry.example.com --charts oci://registry.example.com/charts",
            "There: images and charts into the site's registry"
        ),
        new(
            "wsm values --registry registry.example.com --charts oci://registry.example.com/charts --out deploy",
            "Write the values that point there, and prove that nothing public is left"
        ),
        new("wsm demo", "See all of it on a made-up product"),
    ];

    private readonly int _width = Math.Clamp(width, 60, 120);

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is RootCommand root)
        {
            new RootHelp(_width).Write(root, output);
        }
        else
        {
            new HelpAction { MaxWidth = _width }.Invoke(parseResult);
        }

        var examples = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Examples,
            RootCommand => Story,
            _ => Array.Empty<Example>(),
        };
        Write([.. examples], output);
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
