using System.Text;
using Wsm.Oci.References;

namespace Wsm.Relocate;

/// <summary>The one mapping from where images were published to where they are pushed and pulled inside.</summary>
public sealed class Relocation
{
    private readonly RegistryPrefix? _registry;
    private readonly RegistryPrefix? _pull;
    private readonly PathStyle _style;
    private readonly List<MapRule> _rules;

    private Relocation(RelocationOptions options)
    {
        _registry = options.Registry is { } registry ? RegistryPrefix.Parse(registry, "--registry") : null;
        _pull = options.PullRegistry is { } pull ? RegistryPrefix.Parse(pull, "--pull-registry") : null;
        _style = options.Style;
        _rules = [.. options.Maps.Select(MapRule.Parse)];
    }

    /// <exception cref="UserError">An address or a rule is malformed.</exception>
    public static Relocation Create(RelocationOptions options) => new(options);

    /// <exception cref="UserError">No rule places the image and there is no registry, or the place has no valid name.</exception>
    public RelocatedImage Relocate(ImageReference source)
    {
        var push = _rules.Select(rule => rule.Apply(source)).FirstOrDefault(target => target is not null) ?? Place(source);
        return new RelocatedImage(source, push, PullAddress(push));
    }

    /// <summary>The registry that a cluster pulls from; null where only rules say where things go.</summary>
    public string? PullHost => (_pull ?? _registry)?.Host;

    /// <summary>The image's name lies below the one place from which a cluster is to pull.</summary>
    public bool IsInside(ImageReference image) =>
        (_pull ?? _registry) is { } home
        && image.Registry == home.Host
        && image.Repository.StartsWith(home.PathWithSlash, StringComparison.Ordinal);

    /// <summary>All at once, so that two images that would overwrite one another are found before anything is sent.</summary>
    /// <param name="images">Each source with the digest that its target will have.</param>
    /// <exception cref="UserError">As for one; or two sources with different content land on one target.</exception>
    public IReadOnlyList<RelocatedImage> RelocateAll(IEnumerable<(ImageReference Source, Digest Digest)> images)
    {
        var placed = images.Select(image => (Way: Relocate(image.Source), image.Digest)).ToList();
        var collisions = placed
            .Where(image => image.Way.Push.Tag is not null)
            .GroupBy(image => $"{image.Way.Push.Name}:{image.Way.Push.Tag}")
            .Where(same => same.DistinctBy(image => image.Digest).Count() > 1)
            .Select(same =>
                $"{string.Join(" and ", same.DistinctBy(image => image.Digest).Select(image => image.Way.Source.AsWritten))} would both become {same.Key}"
            )
            .ToList();
        if (collisions.Count > 0)
        {
            throw new UserError(
                "Different images would land on one target; nothing was sent.",
                HintFor(placed[0].Way.Push.Registry),
                ExitCode.Usage
            )
            {
                Details = collisions,
            };
        }
        return [.. placed.Select(image => image.Way)];
    }

    private string HintFor(string host) =>
        _style == PathStyle.Keep
            ? $"Give one of them a place of its own: --map 'SOURCE={host}/…'."
            : $"Use --path-style keep, or give one of them a place of its own: --map 'SOURCE={host}/…'.";

    private ImageReference Place(ImageReference source)
    {
        if (_registry is null)
            throw UserError.Usage(
                $"No --map rule says where {source.AsWritten} goes, and there is no --registry for the rest.",
                "Add --registry HOST[:PORT][/prefix]."
            );
        var path = _style switch
        {
            PathStyle.Keep => $"{AsComponent(source.Registry)}/{source.Repository}",
            PathStyle.Flat => source.Repository[(source.Repository.LastIndexOf('/') + 1)..],
            _ => source.Repository,
        };
        var text = $"{_registry.Host}/{_registry.PathWithSlash}{path}";
        return ImageReference.TryParse(text, out var named, out var problem)
            ? ImageReference.Create(named.Registry, named.Repository, source.Tag, source.Digest)
            : throw UserError.Usage(
                $"{source.AsWritten} would become '{text}', which is not a reference: {problem}",
                "A --map rule can give it another place."
            );
    }

    /// <summary>What lies under the pushed prefix lies under the pulled one; anything else on that host keeps its path.</summary>
    private ImageReference PullAddress(ImageReference push)
    {
        if (_pull is null || _registry is null || push.Registry != _registry.Host)
            return push;
        var path = push.Repository.StartsWith(_registry.PathWithSlash, StringComparison.Ordinal)
            ? _pull.PathWithSlash + push.Repository[_registry.PathWithSlash.Length..]
            : push.Repository;
        return ImageReference.Create(_pull.Host, path, push.Tag, push.Digest);
    }

    /// <summary>A registry's host as part of a path, where neither colons nor brackets nor capitals may stand.</summary>
    private static string AsComponent(string host)
    {
        var made = new StringBuilder(host.Length);
        foreach (var c in host.ToLowerInvariant())
            made.Append(
                char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c
                : c == ':' ? '_'
                : '-'
            );
        return made.ToString().Trim('-', '_', '.');
    }
}
