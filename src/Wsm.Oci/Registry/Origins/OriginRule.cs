using Wsm.Oci.References;

namespace Wsm.Oci.Registry.Origins;

/// <summary>Where images are fetched from that are published elsewhere: a mirror, or a cache that a site has.</summary>
public sealed class OriginRule
{
    private readonly StarPattern _pattern;
    private readonly StarPattern _target;

    private OriginRule(string pattern, string target) => (_pattern, _target) = (new StarPattern(pattern), new StarPattern(target));

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

    /// <summary>Null where the rule does not speak of the image.</summary>
    /// <exception cref="FormatException">What it makes of the name is none.</exception>
    internal ImageReference? Apply(ImageReference reference)
    {
        if (OnlyWithDigest is { } only && only != (reference.Digest is not null))
        {
            return null;
        }

        if (_pattern.Match(reference.Name) is not { } stars)
        {
            return null;
        }

        var named = ImageReference.Parse(_target.Fill(stars));
        return ImageReference.Create(named.Registry, named.Repository, reference.Tag, reference.Digest);
    }
}
