using System.Text.RegularExpressions;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Peers;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>What is used is what was signed: commands open nothing in a bundle that its lock does not cover.</summary>
public sealed partial class OpenedFilesTests
{
    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task Every_file_that_a_command_opens_in_a_bundle_is_one_that_the_lock_covers(BundleLayout layout)
    {
        using var folder = new TemporaryFolder();
        await WholeBundle.WriteAsync(folder["bundle"], layout);
        await Openssl.MakeKeyAsync(folder.Path, "a");
        await RunResult.OfAsync(folder.Path, ["sign", "--key", "a.pem"]);

        // Things that somebody might be tempted to read.
        foreach (
            var name in (string[])["bundle/values.yaml", "bundle/spec.yaml.bak", "bundle/charts/values.yaml", "bundle/images/manifest.json"]
        )
        {
            folder.Write(name, "not covered");
        }

        using var bundle = Bundle.Open(folder["bundle"]);
        HashSet<string> covered =
        [
            LockFile.Name,
            .. BundleNames.BesideLock,
            ".wsm.lock",
            "images/oci-layout",
            "images/index.json",
            .. bundle.Lock.Files().Select(file => file.File),
            .. bundle.Images.Select(image => image.Entry.File).OfType<string>(),
            .. bundle
                .Images.SelectMany(image => image.Entry.Contents)
                .Select(content => $"images/blobs/{content.Digest.Algorithm}/{content.Digest.Hex}"),
        ];
        await using var registry = await RegistryProcess.StartAsync();
        foreach (
            var command in (string[])
                [
                    "verify --verify-key a.pub",
                    "report --verify-key a.pub",
                    "pack out.wsm --verify-key a.pub",
                    "diff bundle bundle",
                    "inventory",
                    $"push --verify-key a.pub --registry {registry.Host}",
                    $"check --verify-key a.pub --registry {registry.Host}",
                ]
        )
        {
            var run = await Tool.TryRunAsync(
                "strace",
                [
                    "-f",
                    "-y",
                    "-s",
                    "4096",
                    "-e",
                    "trace=open,openat,openat2",
                    "-o",
                    folder["trace"],
                    "dotnet",
                    "exec",
                    Path.Combine(AppContext.BaseDirectory, "wsm.dll"),
                    .. command.Split(' '),
                ],
                folder.Path
            );
            var opened = File.ReadLines(folder["trace"])
                .Select(line => Opened().Match(line))
                .Where(match => match.Success && !match.Groups["flags"].Value.Contains("O_DIRECTORY", StringComparison.Ordinal))
                .Select(match => match.Groups["path"].Value)
                .Where(path => path.StartsWith(folder["bundle"] + "/", StringComparison.Ordinal))
                .Select(path => path[(folder["bundle"].Length + 1)..])
                .Distinct()
                .ToList();

            Assert.True(
                opened.Contains(LockFile.Name),
                $"{command} opened no lock:\n{run.Error}{run.Output}{File.ReadAllText(folder["trace"])}"
            );
            Assert.All(opened, name =>
                Assert.True(
                    covered.Contains(name) || name.StartsWith("relocation.json", StringComparison.Ordinal),
                    $"{command} opened {name}"
                )
            );
        }
    }

    /// <summary>A call that succeeded, with the flags and the file that it led to.</summary>
    [GeneratedRegex(@"(?<flags>O_[A-Z_|]+)[^)]*\)\s*=\s*\d+<(?<path>[^>]*)>$")]
    private static partial Regex Opened();
}
