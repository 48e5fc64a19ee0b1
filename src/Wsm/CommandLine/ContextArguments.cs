using System.CommandLine;
using Wsm.Hosting;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Transport;
using Wsm.Oci;
using Wsm.Oci.Registry.Transport;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>The options that say which cluster is meant, and as whom it is spoken to.</summary>
internal sealed class ContextArguments
{
    private readonly Option<string?> _context = new("--context")
    {
        Description = "The context of the kubeconfig (default: its current one).",
        HelpName = "NAME",
    };
    private readonly Option<string?> _kubeConfig = new("--kubeconfig")
    {
        Description = "The kubeconfig (default: those of $KUBECONFIG, else ~/.kube/config, else the pod's own account).",
        HelpName = "FILE",
    };
    private readonly Option<string?> _as = new("--as") { Description = "Act in the cluster as this user.", HelpName = "USER" };
    private readonly Option<string[]> _asGroups = new("--as-group")
    {
        Description = "With --as: and as a member of this group (repeatable).",
        HelpName = "GROUP",
    };

    public IReadOnlyList<Option> Options => [_context, _kubeConfig, _as, _asGroups];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_asGroups) is { Length: > 0 } && result.GetValue(_as) is null)
            {
                result.AddError("--as-group goes with --as.");
            }
        });
    }

    public ApiClient Connect(Invocation call)
    {
        var context = call.Context;
        var access = ClusterAccess.Find(
            new AccessOptions
            {
                KubeConfig = call.GetPath(_kubeConfig),
                Context = call.Get(_context),
                As = call.Get(_as),
                AsGroups = call.Get(_asGroups) ?? [],
                Environment = context.Environment,
                CurrentDirectory = context.CurrentDirectory,
            }
        );
        var proxy = new ProxyVariables(new EnvironmentVariables(context.Environment));
        return new ApiClient(
            access,
            new ApiOptions
            {
                Environment = context.Environment,
                Proxy = proxy.Any ? proxy : null,
                InputIsTerminal = context.InIsTerminal,
                Say = call.Console.Say,
                Log = call.Console.Verbosity >= Verbosity.Verbose ? call.Console.Detail : null,
                UserAgent = $"wsm/{ProgramVersion.Number}",
                Time = context.Time,
            }
        );
    }
}
