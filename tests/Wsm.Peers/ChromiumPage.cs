using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wsm.Peers;

/// <summary>A page in a real headless Chromium, steered through the DevTools protocol.</summary>
/// <remarks>https://chromedevtools.github.io/devtools-protocol/tot/</remarks>
public sealed class ChromiumPage : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _browser;
    private readonly ClientWebSocket _wire = new();
    private int _calls;

    private ChromiumPage(Process browser) => _browser = browser;

    public static async Task<ChromiumPage> StartAsync(TemporaryFolder folder)
    {
        var profile = folder["chromium"];
        var start = new ProcessStartInfo(
            Tool.Find("chromium"),
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var page = new ChromiumPage(Tool.Start(start));
        page._browser.BeginOutputReadLine();
        page._browser.BeginErrorReadLine();
        try
        {
            await page
                ._wire.ConnectAsync(
                    await FindPageAsync(Path.Combine(profile, "DevToolsActivePort")).ConfigureAwait(false),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
            return page;
        }
        catch
        {
            await page.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task OpenAsync(Uri address)
    {
        await CallAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() }).ConfigureAwait(false);
        while (
            !(
                await EvaluateAsync("document.readyState === 'complete' && location.href !== 'about:blank'").ConfigureAwait(false)
            ).GetBoolean()
        )
        {
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    /// <summary>A window of that many CSS pixels, of somebody who prefers the light or the dark.</summary>
    public async Task ShowAsAsync(int width, int height, bool dark)
    {
        await CallAsync(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject
                {
                    ["width"] = width,
                    ["height"] = height,
                    ["deviceScaleFactor"] = 1,
                    ["mobile"] = width < 600,
                }
            )
            .ConfigureAwait(false);
        await CallAsync(
                "Emulation.setEmulatedMedia",
                new JsonObject
                {
                    ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>What a JavaScript expression comes to, as JSON.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await CallAsync(
                "Runtime.evaluate",
                new JsonObject
                {
                    ["expression"] = expression,
                    ["returnByValue"] = true,
                    ["awaitPromise"] = true,
                }
            )
            .ConfigureAwait(false);
        if (answer.TryGetProperty("exceptionDetails", out var failure))
        {
            throw new InvalidOperationException($"{expression}: {failure}");
        }

        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    public Task TabAsync() => PressAsync("Tab", 9, null);

    public Task EnterAsync() => PressAsync("Enter", 13, "\r");

    public Task TypeAsync(string text) => CallAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>The whole page, from top to bottom, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        (await CallAsync("Page.captureScreenshot", new JsonObject { ["captureBeyondViewport"] = true }).ConfigureAwait(false))
            .GetProperty("data")
            .GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        if (!_browser.HasExited)
        {
            _browser.Kill(entireProcessTree: true);
        }

        await _browser.WaitForExitAsync().ConfigureAwait(false);
        _browser.Dispose();
    }

    private static async Task<Uri> FindPageAsync(string portFile)
    {
        using var http = new HttpClient();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartLimit; await Task.Delay(50).ConfigureAwait(false))
        {
            if (!File.Exists(portFile) || (await File.ReadAllLinesAsync(portFile).ConfigureAwait(false)) is not [var port, ..])
            {
                continue;
            }

            var targets = JsonDocument
                .Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")).ConfigureAwait(false))
                .RootElement.EnumerateArray();
            foreach (var target in targets)
            {
                if (target.GetProperty("type").GetString() == "page")
                {
                    return new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!);
                }
            }
        }
        throw new InvalidOperationException("chromium did not come up");
    }

    private async Task PressAsync(string key, int code, string? text)
    {
        foreach (var kind in (string[])["keyDown", "keyUp"])
        {
            var press = new JsonObject
            {
                ["type"] = kind,
                ["key"] = key,
                ["code"] = key,
                ["windowsVirtualKeyCode"] = code,
            };
            if (text is not null && kind == "keyDown")
            {
                press["text"] = text;
            }

            await CallAsync("Input.dispatchKeyEvent", press).ConfigureAwait(false);
        }
    }

    private async Task<JsonElement> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_calls;
        var call = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        await _wire
            .SendAsync(
                System.Text.Encoding.UTF8.GetBytes(call.ToJsonString()),
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            )
            .ConfigureAwait(false);
        while (true)
        {
            var message = await ReceiveAsync().ConfigureAwait(false);
            if (!message.TryGetProperty("id", out var answered) || answered.GetInt32() != id)
            {
                continue;
            }

            return message.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {message}");
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _wire.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
            message.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);
        return JsonDocument.Parse(message.ToArray()).RootElement;
    }
}
