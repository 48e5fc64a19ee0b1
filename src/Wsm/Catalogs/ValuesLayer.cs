namespace Wsm.Catalogs;

/// <summary>One source of chart values.</summary>
/// <param name="Name">Who says so, for people: <c>channel</c>, <c>catalog</c>, a file's name, <c>--set</c>.</param>
/// <param name="Yaml">A mapping as YAML (or JSON) text.</param>
public sealed record ValuesLayer(string Name, string Yaml);
