using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Every command of the program, in the order of the walk, which is the order help shows them in.</summary>
internal static class Verbs
{
    public static IReadOnlyList<VerbGroup> Groups { get; } =
    [
        new(
            "Outside, where there is internet",
            [
                new("list", List.ListCommand.Create),
                new("download", Download.DownloadCommand.Create),
                new("mirror", Mirror.MirrorCommand.Create),
            ]
        ),
        new(
            "The bundle, on the way",
            [
                new("verify", Verify.VerifyCommand.Create),
                new("sign", Sign.SignCommand.Create),
                new("pack", Pack.PackCommand.Create),
                new("unpack", Unpack.UnpackCommand.Create),
                new("apply", Apply.ApplyCommand.Create),
                new("diff", Diff.DiffCommand.Create),
                new("report", Report.ReportCommand.Create),
                new("prune", Prune.PruneCommand.Create),
            ]
        ),
        new(
            "Inside",
            [
                new("push", Push.PushCommand.Create),
                new("check", Check.CheckCommand.Create),
                new("values", Values.ValuesCommand.Create),
                new("serve", Serve.ServeCommand.Create),
                new("load", Load.LoadCommand.Create),
                new("inventory", Inventories.InventoryCommand.Create),
            ]
        ),
        new(
            "Both sides",
            [
                new("login", Login.LoginCommand.Create),
                new("logout", Login.LogoutCommand.Create),
                new("template", Template.TemplateCommand.Create),
                new("registry", RegistryAliases),
            ]
        ),
        new(
            "To begin with",
            [
                new("demo", Demo.DemoCommand.Create),
                new("doctor", Doctor.DoctorCommand.Create),
                new("help", Help.HelpCommand.Create) { TellsOfOthers = true },
                new("completion", Completion.CompletionCommand.Create) { TellsOfOthers = true },
                new("version", VersionCommand.Create),
            ]
        ),
    ];

    private static readonly VerbEntry Docs = new("docs", Help.DocsCommand.Create) { TellsOfOthers = true };

    public static IEnumerable<Command> All(WsmContext context) =>
        Groups.SelectMany(group => group.Verbs).Append(Docs).Select(verb => verb.Create(context));

    /// <summary>The one command of that name that can be made without the others; null when there is none.</summary>
    public static Command? Alone(string name, WsmContext context)
    {
        foreach (var group in Groups)
        {
            foreach (var verb in group.Verbs)
            {
                if (verb.Name == name && !verb.TellsOfOthers)
                    return verb.Create(context);
            }
        }

        return null;
    }

    /// <summary>The names under which users of the vendor's tool know some of the verbs.</summary>
    private static Verb RegistryAliases(WsmContext context) =>
        new("registry", "The same commands under the names of the vendor's tool: registry push, check, values and mirror.", context)
        {
            Push.PushCommand.Create(context),
            Check.CheckCommand.Create(context),
            Values.ValuesCommand.Create(context),
            Mirror.MirrorCommand.Create(context),
        };
}
