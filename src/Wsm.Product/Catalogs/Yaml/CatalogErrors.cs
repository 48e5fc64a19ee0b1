using Wsm.Product.Failures;

namespace Wsm.Product.Catalogs.Yaml;

/// <summary>Collects what is wrong with a file, so that a person sees all of it at once.</summary>
internal sealed class CatalogErrors
{
    private const int MostShown = 20;

    private readonly List<(Place Place, string Text)> _found = [];

    public bool Any => _found.Count > 0;

    public void Add(Place place, string text) => _found.Add((place, text));

    /// <param name="file">The file's name, as the person gave it.</param>
    /// <param name="what">What the file is: <c>catalog</c>.</param>
    public UserError ToError(string file, string what)
    {
        var lines = _found
            .OrderBy(mistake => mistake.Place.Line)
            .ThenBy(mistake => mistake.Place.Column)
            .Select(mistake => $"{file}:{mistake.Place.Line}:{mistake.Place.Column}: {mistake.Text}")
            .ToList();
        var count = lines.Count == 1 ? "a mistake" : $"{lines.Count} mistakes";
        var shown = lines.Count <= MostShown ? lines : [.. lines[..MostShown], $"… and {lines.Count - MostShown} more"];
        return new UserError($"The {what} {file} has {count}.", kind: FailureKind.Usage) { Details = shown };
    }
}
