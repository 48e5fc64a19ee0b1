using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Site.Releases.Actions;

namespace Wsm.Commands.Deploy;

internal static class RollbackCommand
{
    public static Verb Create(WsmContext context)
    {
        var release = new Argument<string>("release") { Description = "The release.", HelpName = "RELEASE" };
        var revision = new Argument<int>("revision")
        {
            Description = "The revision to bring back (default: the one before the newest).",
            HelpName = "REVISION",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var space = NamespaceOption.Create();
        var cluster = new ContextArguments();
        var consent = new ConsentArguments();
        var releases = new ReleaseArguments();
        var format = OutputOption.Create(DeploymentOutput.FormatDescription);
        var verb = new Verb("rollback", "Bring an earlier revision of a release back, as helm does.", context)
        {
            Examples =
            [
                new("wsm rollback operator -n wandb --context prod", "The revision before"),
                new("wsm rollback operator 3 -n wandb --context prod", "Revision 3; 'helm history operator -n wandb' lists them"),
            ],
        };
        verb.Add(release);
        verb.Add(revision);
        verb.Add(space);
        verb.Add(format);
        releases.AddTo(verb);
        cluster.AddTo(verb);
        consent.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(revision) < 0)
            {
                result.AddError("REVISION is a positive number.");
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                using var client = cluster.Connect(call);
                var (name, place) = (call.Get(release)!, call.Get(space) ?? client.Access.Namespace);
                var output = new DeploymentOutput(call.Console, client, call.Get(format) == OutputOption.Json);
                return await output.RunAsync(
                    async () =>
                    {
                        output.Log.Begin(name, place);
                        var open = await output.OpenAsync(call.Context.Time, judge: null, cancellation);
                        consent.Require(call, client, $"Roll {name} of namespace {place} back");
                        var record = await output.WatchAsync(() =>
                            new ReleaseRollback(open, releases.Read(call)).RollBackAsync(name, place, call.Get(revision), cancellation)
                        );
                        output.Print(
                            $"release {name} in {place} ({record.ChartName} {record.ChartVersion}), revision {record.Revision}: deployed"
                        );
                        return ExitCode.Done;
                    },
                    cancellation
                );
            }
        );
        return verb;
    }
}
