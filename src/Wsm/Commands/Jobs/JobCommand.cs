using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Commands.Jobs;

internal static class JobCommand
{
    /// <summary>What the job says by itself.</summary>
    private static readonly string[] Own = ["--shard", "--report", "--bundle", "-b", "--preflight", "--dry-run", "--values-out"];

    /// <param name="find">The command of a name, to see whether it takes the options.</param>
    public static Verb Create(WsmContext context, Func<string, WsmContext, Command?> find) =>
        new("job", "Write a Kubernetes Job whose pods share a push or a mirror.", context)
        {
            Create(
                context,
                find,
                "push",
                "Write a Job whose pods share the push of a bundle.",
                [
                    new(
                        "wsm job push --shards 4 --image registry.example.com/wsm:0.1.0 --claim bundle --secret registry "
                            + "-- --registry registry.example.com | kubectl apply -f -",
                        "Four pods bring the bundle that the claim 'bundle' has in its folder 'bundle'"
                    ),
                    new(
                        "wsm job push --shards 8 --parallel 2 --image registry.example.com/wsm:0.1.0 --claim bundle --ca inside-ca "
                            + "-- --registry registry.example.com --charts oci://registry.example.com/charts",
                        "Eight parts, two at a time, with a private certificate authority"
                    ),
                ]
            ),
            Create(
                context,
                find,
                "mirror",
                "Write a Job whose pods share a mirror.",
                [
                    new(
                        "wsm job mirror --shards 4 --image registry.example.com/wsm:0.1.0 --claim reports --secret registry "
                            + "-- --to registry.example.com | kubectl apply -f -",
                        "Four pods copy W&B as it is released today; their reports are written into the claim"
                    ),
                ]
            ),
        };

    private static Verb Create(
        WsmContext context,
        Func<string, WsmContext, Command?> find,
        string name,
        string description,
        IReadOnlyList<Example> examples
    )
    {
        var shards = new Option<int>("--shards")
        {
            Description = "Into how many parts the work is divided; each is one pod's.",
            HelpName = "N",
            Required = true,
        };
        var parallel = new Option<int?>("--parallel") { Description = "How many pods run at once (default: all).", HelpName = "N" };
        var image = new Option<string>("--image")
        {
            Description = "The image of wsm, as the cluster names it; 'wsm self-image' makes it.",
            HelpName = "REF",
            Required = true,
        };
        var claim = new Option<string?>("--claim")
        {
            Description =
                name == "push"
                    ? "The PersistentVolumeClaim that holds the bundle; reports are written into its folder 'reports'."
                    : "A PersistentVolumeClaim, into whose folder 'reports' reports are written.",
            HelpName = "NAME",
            Required = name == "push",
        };
        var bundle = new Option<string>("--bundle", "-b")
        {
            Description = "The bundle's folder or file in the claim.",
            HelpName = "PATH",
            DefaultValueFactory = _ => "bundle",
        };
        var secret = new Option<string?>("--secret")
        {
            Description = "A Secret of type kubernetes.io/dockerconfigjson with the registries' credentials.",
            HelpName = "NAME",
        };
        var authority = new Option<string?>("--ca")
        {
            Description = "A ConfigMap whose key ca.crt has the certificate authorities of the registries.",
            HelpName = "NAME",
        };
        var space = new Option<string?>("--namespace", "-n") { Description = "The namespace of the Job.", HelpName = "NAME" };
        var jobName = new Option<string>("--name")
        {
            Description = "The Job's name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => $"wsm-{name}",
        };
        var options = new Argument<string[]>("OPTIONS") { Description = $"After --: the options of 'wsm {name}'." };
        var verb = new Verb(name, description, context) { Examples = examples };
        foreach (var option in (Option[])[shards, parallel, image, claim, secret, authority, space, jobName])
        {
            verb.Add(option);
        }

        if (name == "push")
        {
            verb.Add(bundle);
        }

        verb.Add(options);
        verb.Runs(
            (call, _) =>
            {
                var given = call.Get(options) ?? [];
                Require(find(name, context)!, name, given);
                var count = call.Get(shards);
                if (count < 1 || call.Get(parallel) is < 1)
                {
                    throw UserError.Usage("--shards and --parallel are numbers of pods, at least 1.");
                }

                call.Console.Print(
                    new JobManifest
                    {
                        Name = call.Get(jobName)!,
                        Namespace = call.Get(space),
                        Command = name,
                        Options = given,
                        Image = call.Get(image)!,
                        Shards = count,
                        Parallel = Math.Min(call.Get(parallel) ?? count, count),
                        Claim = call.Get(claim),
                        Bundle = name == "push" ? call.Get(bundle) : null,
                        Secret = call.Get(secret),
                        Authorities = call.Get(authority),
                    }
                        .ToYaml()
                        .TrimEnd('\n')
                );
                call.Console.Say(
                    call.Get(claim) is { } claimed
                        ? $"When all pods are done, the claim {claimed} has their reports: wsm check --shards reports/*.json"
                        : "Without --claim no reports are kept; 'wsm check' with the registry tells whether all is there."
                );
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }

    /// <summary>A wrong option shows here, and not in the pods.</summary>
    private static void Require(Command command, string name, string[] options)
    {
        if (options.Select(option => option.Split('=')[0]).FirstOrDefault(Own.Contains) is { } own)
        {
            throw UserError.Usage($"The Job sets {own} itself, or cannot use it.", "Leave it away after --.");
        }

        if (command.Parse(options).Errors is { Count: > 0 } errors)
        {
            throw UserError.Usage($"'wsm {name}' does not take these options: {errors[0].Message}", $"See 'wsm {name} --help'.");
        }
    }
}
