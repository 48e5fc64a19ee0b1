namespace Wsm.Catalogs;

/// <summary>One source of chart values.</summary>
/// <param name="Name">Who says so, for people: <c>channel</c>, <c>catalog</c>, a file's name, <c>--set</c>.</param>
/// <param name="Yaml">A mapping as YAML (or JSON) text.</param>
public sealed record ValuesLayer(string Name, string Yaml)
{
    /// <summary>The person's own, not the vendor's.</summary>
    public bool IsPersonal => Name is not (Channel or Catalog or Tag);

    /// <summary>The layer of the release channel, the lowest.</summary>
    public const string Channel = "channel";

    public const string Catalog = "catalog";

    /// <summary>The newest tag that a registry has.</summary>
    public const string Tag = "newest tag";
}
