using Wsm.Oci.References;

namespace Wsm.Oci.Registry.Origins;

/// <summary>Where images are fetched from that are published elsewhere: a mirror, or a cache that a site has.</summary>
public sealed class OriginRule
{
    private readonly StarPattern _pattern;
    private readonly StarPattern _target;
    private readonly string? _domain;

    private OriginRule(string pattern, string target, string? domain = null) =>
        (_pattern, _target, _domain) = (new StarPattern(pattern), new StarPattern(target), domain);

    /// <summary>Where it is not found there, the next rule and at last the publisher are asked.</summary>
    public bool GoesOn { get; private init; }

    /// <summary>Null for every reference; true for those with a digest, false for those without.</summary>
    public bool? OnlyWithDigest { get; private init; }

    /// <param name="pattern">A name with its registry, and * for any text: <c>docker.io/*</c>.</param>
    /// <param name="target">A name with its registry, in which each * stands for what the pattern's stood for.</param>
    /// <exception cref="FormatException">One of them is no name.</exception>
    public static OriginRule Create(string pattern, string target, bool goesOn = false, bool? onlyWithDigest = null)
    {
        var rule = new OriginRule(pattern, target) { GoesOn = goesOn, OnlyWithDigest = onlyWithDigest };
        if (rule._target.Stars > rule._pattern.Stars)
        {
            throw new FormatException("the target has more '*' than the pattern");
        }

        var sample = rule._target.Fill([.. Enumerable.Repeat("x", rule._target.Stars)]);
        if (!ImageReference.TryParse(sample, out var probe, out var problem))
        {
            throw new FormatException($"the target {problem}");
        }

        return sample == probe.Name
            ? rule
            : throw new FormatException("the target is no name that begins with a registry's host, without a tag");
    }

    /// <summary>For every registry below a domain, whatever its host is called.</summary>
    /// <param name="domain">Without <c>*.</c> in front.</param>
    /// <param name="target">Where their repositories are: a host, and perhaps a path.</param>
    /// <exception cref="FormatException">The target is no such place.</exception>
    public static OriginRule ForSubdomains(string domain, string target, bool goesOn = false, bool? onlyWithDigest = null)
    {
        var place = Create("*", $"{target}/*", goesOn, onlyWithDigest);
        return new OriginRule("*", $"{target}/*", domain) { GoesOn = place.GoesOn, OnlyWithDigest = place.OnlyWithDigest };
    }

    /// <summary>Null where the rule does not speak of the image.</summary>
    /// <exception cref="FormatException">What it makes of the name is none.</exception>
    internal ImageReference? Apply(ImageReference reference)
    {
        if (OnlyWithDigest is { } only && only != (reference.Digest is not null))
        {
            return null;
        }

        var named =
            _domain is null ? _pattern.Match(reference.Name)
            : reference.Registry.EndsWith($".{_domain}", StringComparison.Ordinal) ? [reference.Repository]
            : null;
        if (named is not { } stars)
        {
            return null;
        }

        var place = ImageReference.Parse(_target.Fill(stars));
        return ImageReference.Create(place.Registry, place.Repository, reference.Tag, reference.Digest);
    }
}
