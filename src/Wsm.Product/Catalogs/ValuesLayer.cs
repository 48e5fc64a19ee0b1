namespace Wsm.Product.Catalogs;

/// <summary>One source of chart values.</summary>
/// <param name="Name">Who says so, for people: <c>channel</c>, <c>catalog</c>, a file's name, <c>--set</c>.</param>
/// <param name="Yaml">A mapping as YAML (or JSON) text.</param>
public sealed record ValuesLayer(string Name, string Yaml)
{
    /// <summary>The component that it was given for; null for those that take the person's values anyway.</summary>
    public string? For { get; init; }

    /// <summary>The person's own, not the vendor's.</summary>
    public bool IsPersonal => Name is not (Operator or Channel or Catalog or Tag or Finding);

    /// <summary>It counts where images are looked for, and never for what is installed.</summary>
    public bool IsForFinding => Name is Finding;

    /// <summary>The operator adds it where it deploys: it counts for rendering, and stands in no file.</summary>
    public bool IsOperators => Name is Operator;

    /// <summary>What the operator sets where nobody else does, the lowest layer.</summary>
    public const string Operator = "operator defaults";

    /// <summary>The layer of the release channel.</summary>
    public const string Channel = "channel";

    public const string Catalog = "catalog";

    /// <summary>What a catalog sets so that the images of parts that are off by default are found, too.</summary>
    public const string Finding = "only to find images";

    /// <summary>The newest tag that a registry has.</summary>
    public const string Tag = "newest tag";
}
