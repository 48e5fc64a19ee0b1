using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Site.Releases.Actions;
using Wsm.Terminal.Clusters;

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
                var open = await ReleaseCluster.OpenAsync(
                    client,
                    call.Context.Time,
                    new ReleaseNotes(call.Console, judge: null).Say,
                    cancellation
                );
                consent.Require(call, client, $"Roll {name} of namespace {place} back");
                var record = await new ReleaseRollback(open, releases.Read(call)).RollBackAsync(
                    name,
                    place,
                    call.Get(revision),
                    cancellation
                );
                call.Console.Print(
                    $"release {name} in {place} ({record.ChartName} {record.ChartVersion}), revision {record.Revision}: deployed"
                );
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
