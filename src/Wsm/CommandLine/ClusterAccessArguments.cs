using System.CommandLine;
using System.CommandLine.Parsing;
using Wsm.Kubernetes.Api;

namespace Wsm.CommandLine;

/// <summary>The options of commands that look at a cluster when they are asked to: which one, and which namespaces.</summary>
internal sealed class ClusterAccessArguments
{
    private readonly Option<bool> _cluster = new("--cluster") { Description = "Look at the cluster itself; nothing in it is changed." };
    private readonly ContextArguments _context = new();
    private readonly Option<string[]> _namespaces = new("--namespace", "-n")
    {
        Description =
            "With --cluster: look into this namespace (repeatable; default: those of the bundle's components, else the context's).",
        HelpName = "NAME",
    };
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "With --cluster: look into every namespace." };

    public void AddTo(Command command)
    {
        command.Add(_cluster);
        _context.AddTo(command);
        command.Add(_namespaces);
        command.Add(_all);
        command.Validators.Add(result =>
        {
            foreach (var option in (Option[])[.. _context.Options, _namespaces, _all])
            {
                if (!IsAsked(result) && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"{option.Name} goes with --cluster.");
                }
            }

            if (result.GetValue(_all) && result.GetValue(_namespaces) is { Length: > 0 })
            {
                result.AddError("--all-namespaces and --namespace cannot be combined.");
            }
        });
    }

    public bool IsAsked(Invocation call) => call.Get(_cluster);

    /// <summary>While the line is still being judged.</summary>
    public bool IsAsked(CommandResult line) => line.GetValue(_cluster);

    /// <summary>Those that were named; empty for all; null where nobody said anything.</summary>
    public IReadOnlyList<string>? ReadNamespaces(Invocation call) =>
        call.Get(_all) ? []
        : call.Get(_namespaces) is { Length: > 0 } named ? named
        : null;

    public ApiClient Connect(Invocation call) => _context.Connect(call);
}
