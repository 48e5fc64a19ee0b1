using System.Text;
using System.Text.Json.Nodes;
using Wsm.Peers;

namespace Wsm.Tests.Attacks;

/// <summary>A list of keys that is not what its roots signed, or no list at all.</summary>
public sealed class DamagedKeyListTests : IAsyncLifetime
{
    private KeyListSite _site = null!;

    private TemporaryFolder Folder => _site.Folder;

    private string Installed => _site.Installed;

    public async ValueTask InitializeAsync() => _site = await KeyListSite.MakeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("empty", "cannot be read")]
    [InlineData("garbage", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("link to nowhere", "cannot be read")]
    [InlineData("folder", "cannot be read")]
    [InlineData("pipe", "cannot be read")]
    [InlineData("large", "cannot be read")]
    [InlineData("type", "no envelope of the type")]
    [InlineData("null signature", "null among the signatures")]
    [InlineData("null root", "null among the roots")]
    [InlineData("null product", "null among the products")]
    [InlineData("twice", "cannot be read")]
    [InlineData("unknown", "cannot be read")]
    [InlineData("threshold", "-1 of its 3 roots")]
    [InlineData("version", "its version is 9223372036854775807")]
    [InlineData("no roots", "has no roots")]
    [InlineData("key", "is not a PEM file")]
    [InlineData("edited", "is signed by 0 of its own roots")]
    public async Task A_damaged_list_is_a_refusal_and_never_no_policy(string how, string says)
    {
        Damage(how);

        foreach (var command in (string[])["verify", "diff bundle bundle", "download --catalog c.yaml -b new --have bundle"])
        {
            var run = await _site.RunAsync(command);
            Assert.True(run.ExitCode == (how == "edited" ? 3 : 2) && run.Error.Contains(says), run.ToString());
            Assert.DoesNotContain("bug in wsm", run.Error);
        }
    }

    private void Damage(string how)
    {
        var envelope = JsonNode.Parse(File.ReadAllText(Installed))!;
        var list = JsonNode.Parse(Convert.FromBase64String((string)envelope["payload"]!))!;
        File.Delete(Installed);
        switch (how)
        {
            case "link to nowhere":
                File.CreateSymbolicLink(Installed, Folder["unmounted"]);
                return;
            case "folder":
                Directory.CreateDirectory(Installed);
                return;
            case "pipe":
                using (var made = System.Diagnostics.Process.Start("mkfifo", [Installed]))
                {
                    made.WaitForExit();
                }

                return;
            case "type":
                envelope["payloadType"] = "application/vnd.in-toto+json";
                break;
            case "null signature":
                envelope["signatures"]!.AsArray().Add(null);
                break;
            case "null root":
                list["roots"]!.AsArray().Add(null);
                break;
            case "null product":
                list["keys"]![0]!["products"] = new JsonArray(null, "x");
                break;
            case "unknown":
                list["more"] = 1;
                break;
            case "threshold":
                list["threshold"] = -1;
                break;
            case "version":
                list["version"] = long.MaxValue;
                break;
            case "no roots":
                list["roots"] = new JsonArray();
                break;
            case "key":
                list["keys"]![0]!["key"] = "key";
                break;
            case "edited":
                list["threshold"] = 1;
                break;
        }

        var text = list.ToJsonString();
        text = how == "twice" ? text.Replace("\"threshold\"", "\"threshold\":1,\"threshold\"") : text;
        envelope["payload"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        File.WriteAllText(
            Installed,
            how switch
            {
                "empty" => "",
                "garbage" => "{",
                "null" => "null",
                "large" => new string(' ', 2 << 20) + envelope.ToJsonString(),
                _ => envelope.ToJsonString(),
            }
        );
    }
}
