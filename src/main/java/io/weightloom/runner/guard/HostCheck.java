package io.weightloom.runner.guard;

import io.weightloom.runner.settings.Access;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Refuses whoever calls this server by a name that is none of its own, whatever they ask for: before any filter, and
 * with the headers that stand on every answer.
 */
@Component
@Order(1)
class HostCheck implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(HostCheck.class);

    private final KnownHosts hosts;

    HostCheck(@Value("${server.address:}") String address, Environment environment) {
        this.hosts = new KnownHosts(address, Access.of(environment).hosts());
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addEngineValves(new Check(hosts));
    }

    private static final class Check extends ValveBase {

        /** Of which the log tells: whoever calls it by ever new ones may not fill it. */
        private static final int NAMES = 20;

        private final Set<String> refused = new HashSet<>();
        private final KnownHosts hosts;

        private Check(KnownHosts hosts) {
            super(true); // asynchronous requests may pass
            this.hosts = hosts;
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            String host = String.valueOf(request.getHeader(HttpHeaders.HOST));
            boolean unread = response.getStatus() >= HttpStatus.BAD_REQUEST.value(); // of which nothing is known
            if (unread || hosts.hold(host)) {
                getNext().invoke(request, response);
            } else {
                tell(host);
                Refused.with(
                        HttpStatus.MISDIRECTED_REQUEST,
                        "This server is not known by that name; %s names more".formatted(Access.HOSTS),
                        request,
                        response);
            }
        }

        /**
         * Its names are none of the business of who does not know them, but who runs it has to find what is missing.
         */
        private synchronized void tell(String host) {
            if (refused.size() < NAMES && refused.add(host)) {
                log.warn(
                        "Refused whoever called this server '{}': it is known as {}; {} names more",
                        host,
                        hosts,
                        Access.HOSTS);
            }
        }
    }
}
