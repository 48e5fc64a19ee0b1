using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Commands.Apply;
using Wsm.Commands.Check;
using Wsm.Commands.Consoles;
using Wsm.Commands.Deploy;
using Wsm.Commands.Diff;
using Wsm.Commands.Doctor;
using Wsm.Commands.Download;
using Wsm.Commands.Import;
using Wsm.Commands.Inventories;
using Wsm.Commands.Jobs;
using Wsm.Commands.Keys;
using Wsm.Commands.List;
using Wsm.Commands.Load;
using Wsm.Commands.Login;
using Wsm.Commands.Mirror;
using Wsm.Commands.Pack;
using Wsm.Commands.Prune;
using Wsm.Commands.Push;
using Wsm.Commands.Report;
using Wsm.Commands.SelfImage;
using Wsm.Commands.Serve;
using Wsm.Commands.Sign;
using Wsm.Commands.Template;
using Wsm.Commands.Unpack;
using Wsm.Commands.Values;
using Wsm.Commands.Verify;
using Wsm.Commands.Version;
using Wsm.Completion;
using Wsm.Demo;
using Wsm.Help;
using Wsm.Hosting;

namespace Wsm;

/// <summary>Every command of the program, in the order of the walk, which is the order help shows them in.</summary>
internal static class Verbs
{
    public static IReadOnlyList<VerbGroup> Groups { get; } =
    [
        new(
            "Outside, where there is internet",
            [new("list", ListCommand.Create), new("download", DownloadCommand.Create), new("mirror", MirrorCommand.Create)]
        ),
        new(
            "The bundle, on the way",
            [
                new("import", ImportCommand.Create),
                new("verify", VerifyCommand.Create),
                new("sign", SignCommand.Create),
                new("keys", KeysCommand.Create),
                new("pack", PackCommand.Create),
                new("unpack", UnpackCommand.Create),
                new("apply", ApplyCommand.Create),
                new("diff", DiffCommand.Create),
                new("report", ReportCommand.Create),
                new("prune", PruneCommand.Create),
            ]
        ),
        new(
            "Inside",
            [
                new("push", PushCommand.Create),
                new("check", CheckCommand.Create),
                new("values", ValuesCommand.Create),
                new("deploy", DeployCommand.Create),
                new("rollback", RollbackCommand.Create),
                new("uninstall", UninstallCommand.Create),
                new("serve", ServeCommand.Create),
                new("load", LoadCommand.Create),
                new("console", ConsoleCommand.Create),
                new("inventory", InventoryCommand.Create),
                new("job", context => JobCommand.Create(context, Alone)),
                new("self-image", SelfImageCommand.Create),
            ]
        ),
        new(
            "Both sides",
            [
                new("login", LoginCommand.Create),
                new("logout", LogoutCommand.Create),
                new("template", TemplateCommand.Create),
                new("registry", RegistryAliases),
            ]
        ),
        new(
            "To begin with",
            [
                new("demo", context => DemoCommand.Create(context, Application.RunAsync)),
                new("doctor", DoctorCommand.Create),
                new("help", HelpCommand.Create) { TellsOfOthers = true },
                new("completion", CompletionCommand.Create) { TellsOfOthers = true },
                new("version", VersionCommand.Create),
            ]
        ),
    ];

    private static readonly VerbEntry Docs = new("docs", DocsCommand.Create) { TellsOfOthers = true };

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
                {
                    return verb.Create(context);
                }
            }
        }

        return null;
    }

    /// <summary>The names under which users of the vendor's tool know some of the verbs.</summary>
    private static Verb RegistryAliases(WsmContext context) =>
        new("registry", "The same commands under the names of the vendor's tool: registry push, check, values and mirror.", context)
        {
            PushCommand.Create(context),
            CheckCommand.CreateForVendor(context),
            ValuesCommand.CreateForVendor(context),
            MirrorCommand.Create(context),
        };
}
