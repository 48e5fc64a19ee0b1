using System.Text.Json;
using Wsm.Hosting;

namespace Wsm.Tests.Version;

/// <summary>THIRD-PARTY-NOTICES.txt, which <c>docs/licenses/make.sh</c> makes.</summary>
public sealed class ThirdPartyNoticesTests
{
    [Fact]
    public void Every_package_that_the_program_contains_is_listed_with_its_version_and_no_other()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, "src/Wsm/obj/project.assets.json")));
        var contained = assets
            .RootElement.GetProperty("targets")
            .GetProperty("net10.0")
            .EnumerateObject()
            .Where(entry =>
                entry.Value.GetProperty("type").GetString() == "package" && Files(entry.Value).Any(name => name.EndsWith(".dll"))
            )
            .Select(entry => entry.Name)
            .Order(StringComparer.Ordinal);

        var listed = ThirdPartyNotices.Parts.Where(part => part.Sha512 is not null).Select(part => $"{part.Name}/{part.Version}");

        // When this fails, docs/licenses/make.sh mends it.
        Assert.Equal(contained, listed.Order(StringComparer.Ordinal));

        static IEnumerable<string> Files(JsonElement package) =>
            package.TryGetProperty("runtime", out var files) ? files.EnumerateObject().Select(file => file.Name) : [];
    }

    [Fact]
    public void Both_parts_of_dotnet_are_listed_in_the_version_that_the_program_is_built_for()
    {
        var parts = ThirdPartyNotices.Parts.Where(part => part.Sha512 is null).ToList();

        Assert.Equal(["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"], parts.Select(part => part.Name));
        Assert.All(parts, part => Assert.StartsWith($"{Environment.Version.Major}.{Environment.Version.Minor}.", part.Version));
    }

    [Fact]
    public void Each_part_stands_there_with_a_whole_licence()
    {
        var blocks = ThirdPartyNotices.Text.Split("\n=== wsm contains: ")[1..];

        Assert.Equal(ThirdPartyNotices.Parts.Count, blocks.Length);
        Assert.All(blocks.Zip(ThirdPartyNotices.Parts), pair => Assert.Matches(Essence(pair.Second.License), Words(pair.First)));

        static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        // A sentence without which it would not be that licence.
        static string Essence(string license) =>
            license switch
            {
                "MIT" => "(?i)permission is hereby granted, free of charge.*the software is provided .as is.",
                "Apache-2.0" => "(?i)terms and conditions for use, reproduction, and distribution.*end of terms and conditions",
                "BSD-3-Clause" => "(?i)redistribution and use in source and binary forms.*neither the name of",
                _ => throw new InvalidOperationException($"{license}: say here what the text of this licence cannot do without"),
            };
    }

    [Fact]
    public async Task The_program_prints_them()
    {
        var run = await RunResult.OfAsync("/", ["version", "--licenses"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "THIRD-PARTY-NOTICES.txt"), TestContext.Current.CancellationToken),
            run.Output
        );
    }
}
