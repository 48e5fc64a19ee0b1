using Wsm.Oci.Files;
using Wsm.Peers;

namespace Wsm.Oci.Tests.Files;

public sealed class RealPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RealPathTests()
    {
        _folder.Write("in/deep/file", "");
        _folder.Write("outside/deep/file", "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deep/file", true)]
    [InlineData("../in/deep", true)]
    [InlineData("nothing", true)]
    [InlineData("../outside/deep/file", false)]
    [InlineData("../inner", false)]
    [InlineData(".", true)]
    public void A_link_is_in_a_folder_when_what_it_leads_to_is(string target, bool isIn)
    {
        File.CreateSymbolicLink(_folder["in", "link"], target);
        File.CreateSymbolicLink(_folder["in", "further"], _folder["in", "link"]);

        Assert.Equal(
            (isIn, isIn),
            (RealPath.IsIn(_folder["in"], _folder["in", "link"]), RealPath.IsIn(_folder["in"], _folder["in", "further"]))
        );
    }

    /// <summary>The folder above is that of what the link leads to, whatever the text looks like.</summary>
    [Fact]
    public async Task Two_dots_after_a_link_lead_up_from_where_it_leads()
    {
        Directory.CreateSymbolicLink(_folder["in", "elsewhere"], "../outside/deep");
        File.CreateSymbolicLink(_folder["in", "link"], "elsewhere/../deep/file");

        Assert.Equal(_folder["outside", "deep", "file"], RealPath.Of(_folder["in", "link"]));
        Assert.Equal(RealPath.Of(_folder["in", "link"]), (await Tool.RunAsync("realpath", [_folder["in", "link"]])).Output.Trim());
        Assert.False(RealPath.IsIn(_folder["in"], _folder["in", "link"]));
    }

    [Fact]
    public void Links_that_lead_to_one_another_are_an_error()
    {
        File.CreateSymbolicLink(_folder["in", "one"], "two");
        File.CreateSymbolicLink(_folder["in", "two"], "one");

        Assert.Throws<IOException>(() => RealPath.Of(_folder["in", "one"]));
    }
}
