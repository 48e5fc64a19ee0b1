using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Product.Finding;

namespace Wsm.Site.WeightsAndBiases.Resources;

/// <summary>What only the person knows: where the services of the site are, and how one logs in to them.</summary>
internal static class PersonalSettings
{
    private static readonly Block[] Blocks =
    [
        new("global.host", "the address that users open, for example https://wandb.example.com", []),
        new("global.license", "the licence, or global.licenseSecret {name, key}", []) { Instead = ["global.licenseSecret.name"] },
        new(
            "global.bucket",
            "the object store: {provider: s3, name: \"s3.example.com:9000\", path: BUCKET, region: us-east-1, accessKey, secretKey}",
            [new("provider", "s3, gcs or az"), new("name", "the bucket; with a store of your own HOST:PORT, and the bucket as path")]
        )
        {
            Instead = ["global.defaultBucket.name"],
        },
        new(
            "global.mysql",
            "the database: {host, port: 3306, database: wandb, user: wandb, password or passwordSecret {name, passwordKey}}",
            [
                new("host", "the database's host"),
                new("database", "the database's name"),
                new("user", "the user"),
                new("password", "the password, or global.mysql.passwordSecret {name, passwordKey}")
                {
                    Instead = "global.mysql.passwordSecret.name",
                },
            ]
        )
        {
            Unless = "mysql.install",
        },
        new("global.redis", "your Redis, for redis.install is off: {host, port: 6379, password}", [new("host", "the host of your Redis")])
        {
            OnlyIfOff = "redis.install",
        },
        new(
            "global.auth.oidc",
            "",
            [new("clientId", "the client's ID"), new("issuer", "the provider's address, which begins with https://")]
        )
        {
            OnlyIfBegun = true,
        },
        new("global.email.smtp", "", [new("host", "the mail server's host"), new("port", "its port, often 587")]) { OnlyIfBegun = true },
    ];

    /// <summary>What is still to be given: a whole block, or what a block that was begun lacks.</summary>
    /// <param name="given">What is set above the chart's own values.</param>
    /// <param name="all">The same, with the chart's own values below it.</param>
    public static IReadOnlyList<(string Path, string Meaning)> Missing(MapValue given, MapValue all) =>
        [.. Blocks.SelectMany(block => MissingOf(block, given, all))];

    private static IEnumerable<(string Path, string Meaning)> MissingOf(Block block, MapValue given, MapValue all)
    {
        if (
            block.Instead.Any(path => IsSet(given, path))
            || (block.Unless is { } ownService && At(all, ownService) is true)
            || (block.OnlyIfOff is { } service && At(all, service) is not false)
        )
        {
            return [];
        }

        if (!IsBegun(At(given, block.Path)))
        {
            return block.OnlyIfBegun ? [] : [(block.Path, block.Meaning)];
        }

        return block
            .Parts.Where(part => !IsSet(all, $"{block.Path}.{part.Key}") && (part.Instead is not { } instead || !IsSet(given, instead)))
            .Select(part => ($"{block.Path}.{part.Key}", part.Meaning));
    }

    private static bool IsBegun(object? value) =>
        value switch
        {
            MapValue map => map.Entries.Values.Any(below => IsBegun(below.Data)),
            ListValue list => list.Count > 0,
            null or "" => false,
            _ => true,
        };

    /// <summary>A reference counts as well as a text does.</summary>
    private static bool IsSet(MapValue values, string path) => IsBegun(At(values, path));

    private static object? At(MapValue values, string path) =>
        TracedValue.At(values, path.Split('.').Aggregate(ValuePath.Root, (at, step) => at.Child(step))).Data;

    /// <param name="Parts">What the block cannot be without once it is begun.</param>
    private sealed record Block(string Path, string Meaning, Part[] Parts)
    {
        /// <summary>Any of these makes up for it.</summary>
        public string[] Instead { get; init; } = [];

        /// <summary>The product brings its own where this is on.</summary>
        public string? Unless { get; init; }

        /// <summary>It is needed only where this part of the product is switched off.</summary>
        public string? OnlyIfOff { get; init; }

        /// <summary>Nobody has to have it.</summary>
        public bool OnlyIfBegun { get; init; }
    }

    private sealed record Part(string Key, string Meaning)
    {
        public string? Instead { get; init; }
    }
}
