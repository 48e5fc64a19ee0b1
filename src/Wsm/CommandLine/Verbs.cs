using System.CommandLine;
using Wsm.Apply;
using Wsm.Download;
using Wsm.List;
using Wsm.Push;
using Wsm.Verify;

namespace Wsm.CommandLine;

/// <summary>Every command of the program, in the order of the walk, which is the order help shows them in.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All(WsmContext context)
    {
        yield return ListCommand.Create(context);
        yield return DownloadCommand.Create(context);
        yield return Sign.SignCommand.Create(context);
        yield return VerifyCommand.Create(context);
        yield return Report.ReportCommand.Create(context);
        yield return ApplyCommand.Create(context);
        yield return Diff.DiffCommand.Create(context);
        yield return Inventories.InventoryCommand.Create(context);
        yield return Pack.PackCommand.Create(context);
        yield return Unpack.UnpackCommand.Create(context);
        yield return PushCommand.Create(context);
        yield return Check.CheckCommand.Create(context);
        yield return Values.ValuesCommand.Create(context);
        yield return Mirror.MirrorCommand.Create(context);
        yield return Serve.ServeCommand.Create(context);
        yield return Load.LoadCommand.Create(context);
        yield return Prune.PruneCommand.Create(context);
        yield return Login.LoginCommand.Create(context);
        yield return Login.LogoutCommand.Create(context);
        yield return RegistryAliases(context);
        yield return Template.TemplateCommand.Create(context);
        yield return Demo.DemoCommand.Create(context);
        yield return Doctor.DoctorCommand.Create(context);
        yield return Completion.CompletionCommand.Create(context);
        yield return Help.HelpCommand.Create(context);
        yield return VersionCommand.Create(context);
        yield return Help.DocsCommand.Create(context);
    }

    /// <summary>The names under which users of the vendor's tool know some of the verbs.</summary>
    private static Verb RegistryAliases(WsmContext context) => new("registry", "The same commands under the names of the vendor's tool: registry push, check, values and mirror.", context)
    {
        PushCommand.Create(context),
        Check.CheckCommand.Create(context),
        Values.ValuesCommand.Create(context),
        Mirror.MirrorCommand.Create(context),
    };
}
