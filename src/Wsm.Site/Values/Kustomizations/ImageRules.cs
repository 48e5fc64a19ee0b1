using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Kustomizations;

/// <summary>
/// Which images the <c>images</c> of a kustomization can bring inside: those in lists of containers, whose name leads to one place inside
/// whatever the tag is. Everything else takes a patch.
/// </summary>
internal sealed partial class ImageRules
{
    private readonly Dictionary<string, string> _newNames = new(StringComparer.Ordinal);

    /// <param name="uses">Each with the text that is to stand there; null for what stays as it is.</param>
    public ImageRules(IEnumerable<(ImageUse Use, string? Target)> uses)
    {
        foreach (var same in uses.Where(item => IsReached(item.Use)).GroupBy(item => NameOf(item.Use.Text)))
        {
            var names = same.Select(item => item.Target is null ? null : NameOf(item.Target)).Distinct().ToList();
            if (names is [{ } name] && same.All(item => name + item.Use.Text[same.Key.Length..] == item.Target))
            {
                _newNames.Add(same.Key, name);
            }
        }

        // A rule must not take up what another one has written.
        foreach (var name in _newNames.Values.Where(_newNames.ContainsKey).ToList())
        {
            _newNames.Remove(name);
        }
    }

    public bool Covers(ImageUse use) => IsReached(use) && _newNames.ContainsKey(NameOf(use.Text));

    /// <summary>As they stand in a kustomization.</summary>
    public ListValue ToList() =>
        new([
            .. _newNames
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => Value.Of(new MapValue { ["name"] = Value.Of(pair.Key), ["newName"] = Value.Of(pair.Value) })),
        ]);

    /// <summary>The name without tag and digest, as it is written.</summary>
    private static string NameOf(string text)
    {
        var name = text.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private static bool IsReached(ImageUse use) =>
        !use.Document.StartsWith("CustomResourceDefinition/", StringComparison.Ordinal) && Container().IsMatch(use.Field);

    [GeneratedRegex(@"(^|\.)(containers|initContainers)\[\d+\]\.image$")]
    private static partial Regex Container();
}
