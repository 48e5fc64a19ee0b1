using System.Text;
using Wsm.Peers;
using Wsm.Product.Caching;

namespace Wsm.Tests.Caching;

public sealed class ContentCacheTests
{
    [Fact]
    public void What_was_damaged_on_disk_is_not_returned()
    {
        using var folder = new TemporaryFolder();
        var said = new List<string>();
        var cache = new ContentCache(folder.Path, said.Add);
        cache.StoreNamed("a name", Encoding.UTF8.GetBytes("content"));
        Assert.Equal("content", Encoding.UTF8.GetString(cache.FindNamed("a name")!));
        var blob = Assert.Single(Directory.GetFiles(folder["sha256"]));
        File.WriteAllText(blob, "other");
        Assert.Null(cache.FindNamed("a name"));
        Assert.Contains("damaged", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_only_mentioned()
    {
        using var folder = new TemporaryFolder();
        var said = new List<string>();
        var cache = new ContentCache(folder.Write("file", "in the way"), said.Add);
        cache.StoreNamed("a name", new byte[] { 1 });
        Assert.Null(cache.FindNamed("a name"));
        Assert.NotEmpty(said);
    }
}
