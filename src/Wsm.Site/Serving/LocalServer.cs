using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wsm.Oci.Content;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Security;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Wsm.Site.Serving;

/// <summary>A small HTTP server in this process: the registry and the chart repository are endpoints of it.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LocalServer(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>With the port that was really taken.</summary>
    public Uri Address { get; }

    /// <summary><c>host:port</c>, as image references begin with.</summary>
    public string Host => Address.Authority;

    /// <exception cref="IOException">The address is taken, or may not be listened on.</exception>
    public static async Task<LocalServer> StartAsync(LocalServerOptions options, CancellationToken cancellationToken)
    {
        // Nothing is read from the folder that the program was started in, which may be one that it cannot see.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, CallerDecides>();
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null;
                var patience = options.Patience;
                kestrel.Limits.RequestHeadersTimeout = patience.Headers;
                kestrel.Limits.KeepAliveTimeout = patience.Idle;
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(patience.BytesPerSecond, patience.Pause);
                kestrel.Limits.MinResponseDataRate = new MinDataRate(patience.BytesPerSecond, patience.Pause);
                kestrel.Listen(options.Listen, listener =>
                {
                    // Without TLS there is no way to agree on HTTP/2.
                    listener.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                    if (options.Certificate is { } certificate)
                    {
                        listener.UseHttps(certificate);
                    }
                });
            });
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var application = builder.Build();
        var guard = new BrowserGuard(options.Certificate is null && ListenAddress.IsLoopback(options.Listen));
        application.Run(context => AnswerAsync(context, options, guard));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e)
        {
            await application.DisposeAsync();
            // Kestrel wraps an address that is taken, and nothing else that can be wrong with one.
            if (e is SocketException)
            {
                throw new IOException(e.Message, e);
            }

            throw;
        }
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new LocalServer(application, new Uri(bound));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, LocalServerOptions options, BrowserGuard guard)
    {
        Exception? failure = null;
        var progress = new AnswerProgress();
        context.Features.Set(progress);
        var aborted = false;
        try
        {
            if (!await guard.AdmitAsync(context))
            {
                return;
            }

            if (options.Authentication is { } authentication && !await authentication.AdmitAsync(context))
            {
                return;
            }

            foreach (var endpoint in options.Endpoints)
            {
                if (await endpoint.TryHandleAsync(context))
                {
                    return;
                }
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
            aborted = true;
            context.Abort();
        }
        catch (Exception e)
            when (e is IOException or InvalidDataException or ContentException or UnauthorizedAccessException or BadHttpRequestException)
        {
            failure = e;
            await RefuseAsync(context, e);
        }
        finally
        {
            var request = context.Request;
            options.OnRequest?.Invoke(
                new ServedRequest(request.Method, request.Path, request.QueryString.Value ?? "", context.Response.StatusCode)
                {
                    Client = context.Connection.RemoteIpAddress?.ToString(),
                    Bytes =
                        progress.Sent > 0 || aborted || HttpMethods.IsHead(request.Method)
                            ? progress.Sent
                            : context.Response.ContentLength ?? 0,
                    Aborted = aborted,
                    Failure = failure?.Message,
                }
            );
        }
    }

    /// <summary>What has been begun is broken off, so that nobody takes half of it for the whole.</summary>
    private static async Task RefuseAsync(HttpContext context, Exception failure)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        if (failure is BadHttpRequestException bad)
        {
            context.Response.StatusCode = bad.StatusCode;
        }
        // The reason may name files, which are nobody else's business.
        else
        {
            await RegistryAnswers.ErrorAsync(
                context,
                StatusCodes.Status500InternalServerError,
                "UNKNOWN",
                "the server could not do this; its log says why"
            );
        }
    }

    /// <summary>The host must not listen to Ctrl-C itself: the program's one boundary does.</summary>
    private sealed class CallerDecides : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
