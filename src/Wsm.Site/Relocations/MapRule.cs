using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Site.Relocations;

/// <summary>
/// One <c>--map 'quay.io/prometheus/*=HOST/mon/*'</c>. Each <c>*</c> of the pattern stands for any text, slashes too, and fills the same
/// star of the target. A pattern that ends in a tag or digest is matched against the whole reference, any other against the name alone.
/// </summary>
internal sealed class MapRule
{
    private readonly StarPattern _pattern;
    private readonly StarPattern _target;
    private readonly bool _whole;
    private readonly string _text;

    private MapRule(string text, string pattern, string target)
    {
        _text = text;
        _pattern = new StarPattern(pattern);
        _target = new StarPattern(target);
        _whole = pattern.LastIndexOf('/') is var slash && pattern.AsSpan(slash + 1).ContainsAny(':', '@');
    }

    /// <exception cref="UserError">It is no rule.</exception>
    public static MapRule Parse(string text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw Wrong(text, "it has no '=' between a pattern and a target");
        }

        var rule = new MapRule(text, WithRegistry(text[..equals].Trim()), text[(equals + 1)..].Trim().TrimEnd('/'));
        if (rule._target.Stars > rule._pattern.Stars)
        {
            throw Wrong(text, "the target has more '*' than the pattern");
        }

        var sample = rule._target.Fill([.. Enumerable.Repeat("x", rule._target.Stars)]);
        if (!ImageReference.TryParse(sample, out var probe, out var problem))
        {
            throw Wrong(text, $"the target {problem}");
        }

        if (!sample.StartsWith(probe.Registry + "/", StringComparison.Ordinal))
        {
            throw Wrong(text, "the target does not begin with a registry's host");
        }

        return rule;
    }

    /// <summary>The target's text for a source that matches, else null.</summary>
    /// <exception cref="UserError">The rule makes something of the source that is no reference.</exception>
    public ImageReference? Apply(ImageReference source)
    {
        if (_pattern.Match(_whole ? source.Canonical : source.Name) is not { } stars)
        {
            return null;
        }

        var text = _target.Fill(stars);
        if (!ImageReference.TryParse(text, out var named, out var problem))
        {
            throw UserError.Usage($"--map '{_text}' makes '{text}' of {source.AsWritten}, which is not a reference: {problem}");
        }

        var hasTag = text.AsSpan(text.LastIndexOf('/') + 1).Contains(':');
        return ImageReference.Create(named.Registry, named.Repository, hasTag ? named.Tag : source.Tag, source.Digest);
    }

    /// <summary><c>wandb/*</c> means Docker Hub, as it does in a reference.</summary>
    private static string WithRegistry(string pattern)
    {
        var slash = pattern.IndexOf('/');
        var first = slash < 0 ? "" : pattern[..slash];
        if (first.AsSpan().ContainsAny('.', ':', '*') || first == "localhost" || (slash < 0 && pattern.StartsWith('*')))
        {
            return pattern;
        }

        return slash < 0 ? $"{ImageReference.DefaultRegistry}/library/{pattern}" : $"{ImageReference.DefaultRegistry}/{pattern}";
    }

    private static UserError Wrong(string text, string why) =>
        UserError.Usage(
            $"--map '{text}' is not a rule: {why}",
            "Write PATTERN=TARGET, for example 'quay.io/prometheus/*=registry.example.com/mon/*'."
        );
}
