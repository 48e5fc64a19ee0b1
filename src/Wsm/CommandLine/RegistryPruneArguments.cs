using System.CommandLine;
using Wsm.Oci.Registry.Options;

namespace Wsm.CommandLine;

/// <summary>The options that say what is to be taken out of a registry.</summary>
internal sealed class RegistryPruneArguments
{
    private readonly RegistryArguments _registries = new();
    private readonly Option<string?> _registry = new("--registry", "-r")
    {
        Description = "Prune this registry instead of a bundle: what earlier bundles brought and the present one (--bundle) does not name.",
        HelpName = "HOST[:PORT][/PREFIX]",
    };
    private readonly Option<string[]> _before = new("--before")
    {
        Description = "With --registry: an earlier bundle that was pushed, or the relocation.json of its push (repeatable).",
        HelpName = "PATH",
    };
    private readonly Option<string[]> _keep = new("--keep")
    {
        Description = "With --registry: another bundle, or the relocation.json of a push, of which nothing may go (repeatable).",
        HelpName = "PATH",
    };
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "With --registry: delete what is listed; otherwise it is only listed.",
    };

    public void AddTo(Command command, Option<bool> cache, Option<bool> all)
    {
        foreach (var option in (Option[])[_registry, _before, _keep, _yes])
        {
            command.Add(option);
        }

        _registries.AddTo(command);
        command.Validators.Add(result =>
        {
            var isRegistry = result.GetValue(_registry) is not null;
            if (
                !isRegistry
                && (result.GetValue(_before) is { Length: > 0 } || result.GetValue(_keep) is { Length: > 0 } || result.GetValue(_yes))
            )
            {
                result.AddError("--before, --keep and --yes go with --registry.");
            }

            if (isRegistry && result.GetValue(_before) is not { Length: > 0 })
            {
                result.AddError("--registry needs --before: which earlier bundle's images are to go?");
            }

            if (isRegistry && (result.GetValue(cache) || result.GetValue(all)))
            {
                result.AddError("--registry goes with neither --cache nor --all.");
            }
        });
    }

    /// <summary>Null where no registry is to be pruned.</summary>
    public RegistryPruneRequest? Read(Invocation call, Option<string> bundle, Option<bool> dryRun)
    {
        if (call.Get(_registry)?.TrimEnd('/') is not { Length: > 0 } home)
        {
            return null;
        }

        return new RegistryPruneRequest
        {
            Home = home,
            Bundle = call.Context.PathOf(call.Get(bundle)!),
            Before = [.. (call.Get(_before) ?? []).Select(call.Context.PathOf)],
            Keep = [.. (call.Get(_keep) ?? []).Select(call.Context.PathOf)],
            Removes = call.Get(_yes) && !call.Get(dryRun),
            Registries = _registries.Read(call, onlyFor: home.Split('/')[0]),
        };
    }
}

/// <summary>What is to be taken out of which registry. All paths are absolute.</summary>
internal sealed record RegistryPruneRequest
{
    /// <summary>HOST[:PORT][/PREFIX]: nothing outside is looked at.</summary>
    public required string Home { get; init; }

    /// <summary>The present bundle.</summary>
    public required string Bundle { get; init; }

    public required IReadOnlyList<string> Before { get; init; }

    public required IReadOnlyList<string> Keep { get; init; }

    /// <summary>Otherwise it is only told.</summary>
    public required bool Removes { get; init; }

    public required RegistryOptions Registries { get; init; }
}
