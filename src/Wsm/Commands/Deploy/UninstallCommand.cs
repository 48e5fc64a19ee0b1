using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Site.Releases.Actions;

namespace Wsm.Commands.Deploy;

internal static class UninstallCommand
{
    public static Verb Create(WsmContext context)
    {
        var names = new Argument<string[]>("release")
        {
            Description = "The releases, in the order in which they are taken away.",
            HelpName = "RELEASE",
            Arity = ArgumentArity.OneOrMore,
        };
        var space = NamespaceOption.Create();
        var keeps = new Option<bool>("--keep-history")
        {
            Description = "Keep the records of the release, so that it can be rolled back to.",
        };
        var cluster = new ContextArguments();
        var consent = new ConsentArguments();
        var releases = new ReleaseArguments();
        var format = OutputOption.Create(DeploymentOutput.FormatDescription);
        var verb = new Verb("uninstall", "Take releases away, as helm does. Definitions of crds/, and what asks to stay, remain.", context)
        {
            Examples = [new("wsm uninstall operator -n wandb --context prod", "The objects of the release, and its history")],
        };
        verb.Add(names);
        verb.Add(space);
        verb.Add(keeps);
        verb.Add(format);
        releases.AddWaitingTo(verb);
        cluster.AddTo(verb);
        consent.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                using var client = cluster.Connect(call);
                var place = call.Get(space) ?? client.Access.Namespace;
                var output = new DeploymentOutput(call.Console, client, call.Get(format) == OutputOption.Json);
                return await output.RunAsync(
                    async () =>
                    {
                        var open = await output.OpenAsync(call.Context.Time, judge: null, cancellation);
                        consent.Require(call, client, $"Take {string.Join(" and ", call.Get(names)!)} of namespace {place} away");
                        var remover = new ReleaseRemover(open, releases.ReadWaiting(call));
                        foreach (var name in call.Get(names)!)
                        {
                            output.Log.Begin(name, place);
                            await remover.RemoveAsync(name, place, call.Get(keeps), cancellation);
                            output.Print($"release {name} in {place}: taken away");
                        }

                        return ExitCode.Done;
                    },
                    cancellation
                );
            }
        );
        return verb;
    }
}
