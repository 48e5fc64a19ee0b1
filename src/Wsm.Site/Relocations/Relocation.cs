using System.Text;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Site.Relocations;

/// <summary>The one mapping from where images were published to where they are pushed and pulled inside.</summary>
public sealed class Relocation
{
    private readonly RegistryPrefix? _registry;
    private readonly RegistryPrefix? _pull;
    private readonly PathStyle _style;
    private readonly int _room;
    private readonly List<MapRule> _rules;
    private readonly Dictionary<ImageReference, (ImageReference Push, ImageReference Pull)>? _pushed;
    private readonly Dictionary<string, (ImageReference Push, ImageReference Pull)> _pushedNames = [];

    private readonly IReadOnlyDictionary<Digest, Digest> _converted;

    private Relocation(RelocationOptions options, IReadOnlyDictionary<Digest, Digest> converted)
    {
        _converted = converted;
        _registry = options.Registry is { } registry ? RegistryPrefix.Parse(registry, "--registry") : null;
        _pull = options.PullRegistry is { } pull ? RegistryPrefix.Parse(pull, "--pull-registry") : null;
        _style = options.Style;
        _room = options.MaxDepth - (_registry is { Path.Length: > 0 } place ? place.Path.Split('/').Length : 0);
        if (_style == PathStyle.MaxDepth && _registry is not null && _room < 1)
        {
            throw UserError.Usage(
                $"The prefix '{_registry.Path}' alone is as deep as a path may be ({options.MaxDepth}).",
                "Allow one more part, or take a shorter prefix."
            );
        }

        _rules = [.. options.Maps.Select(MapRule.Parse)];
        if (options.Pushed is { } pushed)
        {
            _pushed = pushed.Images.ToDictionary(
                image => ImageReference.Parse(image.Source),
                image => (ImageReference.Parse(image.Push), ImageReference.Parse(image.Pull))
            );
            _pushedNames = _pushed.GroupBy(relocated => relocated.Key.Name).ToDictionary(same => same.Key, same => same.First().Value);
            if (_pushed.Values.Select(relocated => relocated.Pull.Registry).Distinct().ToList() is [var home])
            {
                _registry = RegistryPrefix.Parse(home, RelocationFile.FileName);
            }
        }
    }

    /// <exception cref="UserError">An address or a rule is malformed.</exception>
    public static Relocation Create(RelocationOptions options) => new(options, new Dictionary<Digest, Digest>());

    /// <summary>For images of which some have other digests inside.</summary>
    /// <param name="converted">From the digests of their published manifests.</param>
    /// <exception cref="UserError">An address or a rule is malformed.</exception>
    public static Relocation Create(RelocationOptions options, IReadOnlyDictionary<Digest, Digest> converted) => new(options, converted);

    /// <summary>The digest that a manifest has inside: its own, unless it is converted on its way.</summary>
    public Digest Inside(Digest published) => _converted.GetValueOrDefault(published, published);

    /// <exception cref="UserError">No rule places the image and there is no registry, or the place has no valid name.</exception>
    public RelocatedImage Relocate(ImageReference source)
    {
        if (_pushed is not null)
        {
            return RelocateAsPushed(source);
        }

        var push = Pinned(_rules.Select(rule => rule.Apply(source)).FirstOrDefault(target => target is not null) ?? Place(source));
        return new RelocatedImage(source, push, PullAddress(push));
    }

    /// <summary>A name with a digest names inside what has that digest there.</summary>
    private ImageReference Pinned(ImageReference place) =>
        place.Digest is { } published && Inside(published) is var digest && digest != published
            ? ImageReference.Create(place.Registry, place.Repository, place.Tag, digest)
            : place;

    private RelocatedImage RelocateAsPushed(ImageReference source)
    {
        if (_pushed!.TryGetValue(source, out var relocated))
        {
            return new RelocatedImage(source, relocated.Push, relocated.Pull);
        }

        // The same image under another tag or by its digest lies in the same repository.
        return _pushedNames.TryGetValue(source.Name, out var near)
            ? new RelocatedImage(source, Under(near.Push), Under(near.Pull))
            : throw UserError.Usage(
                $"{source.AsWritten} is in the bundle, but the push recorded in {RelocationFile.FileName} did not deliver it.",
                "Push the bundle again, or say with --registry where everything is."
            );

        ImageReference Under(ImageReference place) =>
            Pinned(ImageReference.Create(place.Registry, place.Repository, source.Tag, source.Digest));
    }

    /// <summary>The registry that a cluster pulls from; null where only rules say where things go.</summary>
    public string? PullHost => (_pull ?? _registry)?.Host;

    /// <summary>The image's name lies below the one place from which a cluster is to pull.</summary>
    public bool IsInside(ImageReference image) =>
        (_pull ?? _registry) is { } home
        && image.Registry == home.Host
        && image.Repository.StartsWith(home.PathWithSlash, StringComparison.Ordinal);

    /// <summary>All at once, so that two images that would overwrite one another are found before anything is sent.</summary>
    /// <param name="images">Each source with its digest, published or inside.</param>
    /// <exception cref="UserError">As for one; or two sources with different content land on one target.</exception>
    public IReadOnlyList<RelocatedImage> RelocateAll(IEnumerable<(ImageReference Source, Digest Digest)> images)
    {
        var placed = images.Select(image => (Relocated: Relocate(image.Source), image.Digest)).ToList();
        var collisions = placed
            .Where(image => image.Relocated.Push.Tag is not null)
            .GroupBy(image => $"{image.Relocated.Push.Name}:{image.Relocated.Push.Tag}")
            .Where(same => same.DistinctBy(image => image.Digest).Count() > 1)
            .Select(same =>
                $"{string.Join(" and ", same.DistinctBy(image => image.Digest).Select(image => image.Relocated.Source.AsWritten))} "
                + $"would both become {same.Key}"
            )
            .ToList();
        if (collisions.Count > 0)
        {
            throw new UserError(
                "Different images would get the same target; nothing was sent.",
                HintFor(placed[0].Relocated.Push.Registry),
                FailureKind.Usage
            )
            {
                Details = collisions,
            };
        }
        return [.. placed.Select(image => image.Relocated)];
    }

    private string HintFor(string host) =>
        _style == PathStyle.Keep
            ? $"Give one of them another place: --map 'SOURCE={host}/…'."
            : $"Use --path-style keep, or give one of them another place: --map 'SOURCE={host}/…'.";

    private ImageReference Place(ImageReference source)
    {
        if (_registry is null)
        {
            throw UserError.Usage(
                $"No --map rule says where {source.AsWritten} goes, and there is no --registry for the rest.",
                "Add --registry HOST[:PORT][/prefix]."
            );
        }

        var path = _style switch
        {
            PathStyle.Keep => $"{AsComponent(source.Registry)}/{source.Repository}",
            PathStyle.MaxDepth => Joined(source.Repository.Split('/')),
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

    private string Joined(string[] parts) =>
        parts.Length <= _room
            ? string.Join('/', parts)
            : string.Join('/', [.. parts[..(_room - 1)], string.Join('-', parts[(_room - 1)..])]);

    /// <summary>What lies under the pushed prefix lies under the pulled one; anything else on that host keeps its path.</summary>
    private ImageReference PullAddress(ImageReference push)
    {
        if (_pull is null || _registry is null || push.Registry != _registry.Host)
        {
            return push;
        }

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
        {
            made.Append(
                char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c
                : c == ':' ? '_'
                : '-'
            );
        }

        return made.ToString().Trim('-', '_', '.');
    }
}
