using System.Text.RegularExpressions;
using Wsm.Peers;
using Wsm.Tests.Install;

namespace Wsm.Tests.Trust;

/// <summary>docs/trust.md does what it says.</summary>
public sealed class TrustPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_commands_of_the_page_work_as_they_stand()
    {
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "app", "1", TestImages.Random(101, 1000));
        _folder.Write("product.yaml", ImageCatalog.Of([$"{registry.Host}/app:1"]));
        _folder.Write("passphrase", "open sesame\n");
        var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "docs", "trust.md"), TestContext.Current.CancellationToken);
        var blocks = Regex
            .Matches(page, @"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(block => block.Groups[1].Value)
            .ToList();
        Assert.True(blocks.Count >= 6);
        _folder.Write(
            "page.sh",
            "set -euo pipefail\nwsm() { \"$WSM\" \"$@\"; }\n"
                + string.Concat(blocks).Replace("registry.example.com", $"{registry.Host}/inside")
        );

        var result = await Tool.TryRunAsync(
            "bash",
            ["page.sh"],
            _folder.Path,
            new Dictionary<string, string>
            {
                ["WSM"] = InstalledProgramTests.Program,
                ["HOME"] = _folder.Path,
                ["XDG_CONFIG_HOME"] = _folder["config"],
                ["XDG_CACHE_HOME"] = _folder["cache"],
            }
        );

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Verified OK", result.Output);
        Assert.Contains("' is signed by trust/second.pub (", result.Error);
        Assert.Matches(@"is signed by release\.pub \(\w+\) and second\.pub \(\w+\)", result.Error);
        var fingerprint = Regex.Match(result.Output, "^([0-9a-f]{12})[0-9a-f]{52} ", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains($"release.pub ({fingerprint})", result.Error);
    }
}
