namespace Wsm.Hosting;

/// <summary>A package, or a part of .NET, that the program contains.</summary>
internal sealed record ThirdPartyPart(string Name, string Version)
{
    /// <summary>As SPDX calls it.</summary>
    public required string License { get; init; }

    public required string Copyright { get; init; }

    /// <summary>The address of its page.</summary>
    public required string Home { get; init; }

    /// <summary>https://github.com/package-url/purl-spec</summary>
    public required string PackageUrl { get; init; }

    /// <summary>Names of the other parts that it needs.</summary>
    public required IReadOnlyList<string> Requires { get; init; }

    /// <summary>Of the package, in hexadecimal; null for parts of .NET itself.</summary>
    public string? Sha512 { get; init; }
}
