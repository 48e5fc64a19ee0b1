using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Every command of the program, in the order of the walk, which is the order help shows them in.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All(WsmContext context) => [.. Groups(context).SelectMany(group => group.Verbs), Help.DocsCommand.Create(context)];

    public static IReadOnlyList<VerbGroup> Groups(WsmContext context) =>
    [
        new("Outside, where there is internet", [List.ListCommand.Create(context), Download.DownloadCommand.Create(context), Mirror.MirrorCommand.Create(context)]),
        new("The bundle, on the way", [Verify.VerifyCommand.Create(context), Sign.SignCommand.Create(context), Pack.PackCommand.Create(context), Unpack.UnpackCommand.Create(context), Apply.ApplyCommand.Create(context), Diff.DiffCommand.Create(context), Report.ReportCommand.Create(context), Prune.PruneCommand.Create(context)]),
        new("Inside", [Push.PushCommand.Create(context), Check.CheckCommand.Create(context), Values.ValuesCommand.Create(context), Serve.ServeCommand.Create(context), Load.LoadCommand.Create(context), Inventories.InventoryCommand.Create(context)]),
        new("Both sides", [Login.LoginCommand.Create(context), Login.LogoutCommand.Create(context), Template.TemplateCommand.Create(context), RegistryAliases(context)]),
        new("To begin with", [Demo.DemoCommand.Create(context), Doctor.DoctorCommand.Create(context), Help.HelpCommand.Create(context), Completion.CompletionCommand.Create(context), VersionCommand.Create(context)]),
    ];

    /// <summary>The names under which users of the vendor's tool know some of the verbs.</summary>
    private static Verb RegistryAliases(WsmContext context) => new("registry", "The same commands under the names of the vendor's tool: registry push, check, values and mirror.", context)
    {
        Push.PushCommand.Create(context),
        Check.CheckCommand.Create(context),
        Values.ValuesCommand.Create(context),
        Mirror.MirrorCommand.Create(context),
    };
}
