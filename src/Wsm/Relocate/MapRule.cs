using System.Text;
using Wsm.Oci.References;

namespace Wsm.Relocate;

/// <summary>
/// One <c>--map 'quay.io/prometheus/*=HOST/mon/*'</c>. Each <c>*</c> of the pattern stands for any text, slashes too, and fills the same
/// star of the target. A pattern that ends in a tag or digest is matched against the whole reference, any other against the name alone.
/// </summary>
internal sealed class MapRule
{
    private readonly string[] _pattern;
    private readonly string[] _target;
    private readonly bool _whole;
    private readonly string _text;

    private MapRule(string text, string pattern, string target)
    {
        _text = text;
        _pattern = pattern.Split('*');
        _target = target.Split('*');
        _whole = pattern.LastIndexOf('/') is var slash && pattern.AsSpan(slash + 1).ContainsAny(':', '@');
    }

    /// <exception cref="UserError">It is no rule.</exception>
    public static MapRule Parse(string text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0 || equals == text.Length - 1)
            throw Wrong(text, "it has no '=' between a pattern and a target");
        var rule = new MapRule(text, WithRegistry(text[..equals].Trim()), text[(equals + 1)..].Trim().TrimEnd('/'));
        if (rule._target.Length > rule._pattern.Length)
            throw Wrong(text, "the target has more '*' than the pattern");

        var sample = string.Concat(rule._target.SelectMany((part, i) => i == 0 ? [part] : new[] { "x", part }));
        if (!ImageReference.TryParse(sample, out var probe, out var problem))
            throw Wrong(text, $"the target {problem}");
        if (!sample.StartsWith(probe.Registry + "/", StringComparison.Ordinal))
            throw Wrong(text, "the target does not begin with a registry's host");
        return rule;
    }

    /// <summary>The target's text for a source that matches, else null.</summary>
    /// <exception cref="UserError">The rule makes something of the source that is no reference.</exception>
    public ImageReference? Apply(ImageReference source)
    {
        if (Match(_whole ? source.Canonical : source.Name) is not { } stars)
            return null;
        var made = new StringBuilder(_target[0]);
        for (var i = 1; i < _target.Length; i++)
            made.Append(stars[i - 1]).Append(_target[i]);

        var text = made.ToString();
        if (!ImageReference.TryParse(text, out var named, out var problem))
            throw UserError.Usage($"--map '{_text}' makes '{text}' of {source.AsWritten}, which is not a reference: {problem}");
        var hasTag = text.AsSpan(text.LastIndexOf('/') + 1).Contains(':');
        return ImageReference.Create(named.Registry, named.Repository, hasTag ? named.Tag : source.Tag, source.Digest);
    }

    /// <summary>The texts the stars stand for, each as short as it can be but the last; null when the pattern does not match.</summary>
    private string[]? Match(string text)
    {
        if (_pattern.Length == 1)
            return text == _pattern[0] ? [] : null;
        var stars = new string[_pattern.Length - 1];
        var last = _pattern[^1];
        if (
            !text.StartsWith(_pattern[0], StringComparison.Ordinal)
            || text.Length < _pattern[0].Length + last.Length
            || !text.EndsWith(last, StringComparison.Ordinal)
        )
            return null;

        var at = _pattern[0].Length;
        var end = text.Length - last.Length;
        for (var i = 1; i < _pattern.Length - 1; i++)
        {
            var found = text.IndexOf(_pattern[i], at, end - at, StringComparison.Ordinal);
            if (found < 0)
                return null;
            stars[i - 1] = text[at..found];
            at = found + _pattern[i].Length;
        }
        stars[^1] = text[at..end];
        return stars;
    }

    /// <summary><c>wandb/*</c> means Docker Hub, as it does in a reference.</summary>
    private static string WithRegistry(string pattern)
    {
        var slash = pattern.IndexOf('/');
        var first = slash < 0 ? "" : pattern[..slash];
        if (first.AsSpan().ContainsAny('.', ':', '*') || first == "localhost" || (slash < 0 && pattern.StartsWith('*')))
            return pattern;
        return slash < 0 ? $"{ImageReference.DefaultRegistry}/library/{pattern}" : $"{ImageReference.DefaultRegistry}/{pattern}";
    }

    private static UserError Wrong(string text, string why) =>
        UserError.Usage(
            $"--map '{text}' is not a rule: {why}",
            "Write PATTERN=TARGET, for example 'quay.io/prometheus/*=registry.example.com/mon/*'."
        );
}
