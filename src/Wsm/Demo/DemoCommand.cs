using System.CommandLine;
using Wsm.CommandLine;

namespace Wsm.Demo;

internal static class DemoCommand
{
    private const string DefaultFolder = "wsm-demo";

    public static Verb Create(WsmContext context)
    {
        var folder = new Option<string?>("--dir") { Description = $"Where to leave catalog and bundle (default: {DefaultFolder}, or the next free name).", HelpName = "DIR" };
        var verb = new Verb("demo", "Show the whole job on a made-up product: no internet, no registry, nothing installed.", context)
        {
            Examples = [new("wsm demo", "List, download and push, in a few seconds")],
        };
        verb.Add(folder);
        verb.Runs((call, cancellation) => new DemoStory(call.Context, call.Console, Choose(call, call.Get(folder))).RunAsync(cancellation));
        return verb;
    }

    private static string Choose(Call call, string? given)
    {
        if (given is { Length: > 0 })
        {
            return IsFree(call, given) ? given : throw UserError.Usage($"{given} is there already and is not empty.", "Name another folder, or leave --dir out.");
        }
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? DefaultFolder : $"{DefaultFolder}-{number}";
            if (IsFree(call, name)) return name;
        }
    }

    private static bool IsFree(Call call, string name)
    {
        var path = call.Context.PathOf(name);
        return !File.Exists(path) && (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any());
    }
}
