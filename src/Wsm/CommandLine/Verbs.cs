using System.CommandLine;
using Wsm.Download;
using Wsm.List;
using Wsm.Push;

namespace Wsm.CommandLine;

/// <summary>Every command of the program, in the order in which help shows them.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All(WsmContext context)
    {
        yield return ListCommand.Create(context);
        yield return DownloadCommand.Create(context);
        yield return Template.TemplateCommand.Create(context);
        yield return PushCommand.Create(context);
        yield return Demo.DemoCommand.Create(context);
        yield return Values.ValuesCommand.Create(context);
        yield return VersionCommand.Create(context);
    }
}
