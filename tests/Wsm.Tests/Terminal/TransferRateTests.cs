using Wsm.Terminal;

namespace Wsm.Tests.Terminal;

public sealed class TransferRateTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_rate_is_that_of_the_last_ten_seconds()
    {
        var rate = new TransferRate(_time);
        for (var second = 0; second < 30; second++)
        {
            Pass(rate, second < 15 ? 1000 : 10);
        }

        Assert.Equal(10, rate.BytesPerSecond, 0.001);
        Assert.Equal(TimeSpan.FromSeconds(100), rate.TimeFor(1000));
        Assert.Equal("10 B/s  00:01:40", RateColumn.TextOf(rate, 1000));
    }

    [Fact]
    public void A_line_that_died_has_no_time_left()
    {
        var rate = new TransferRate(_time);
        Pass(rate, 5000);
        for (var second = 0; second < 11; second++)
        {
            Pass(rate, 0);
        }

        Assert.Equal("0 B/s  --:--:--", RateColumn.TextOf(rate, 1000));
    }

    [Fact]
    public void Before_anything_came_nothing_is_promised() => Assert.Equal("0 B/s  --:--:--", RateColumn.TextOf(null, 1000));

    private void Pass(TransferRate rate, long bytes)
    {
        rate.Add(bytes);
        _time.Advance(TimeSpan.FromSeconds(1));
        rate.Sample();
    }
}
