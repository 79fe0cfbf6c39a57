package io.weightloom.runner.guard;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Tells browsers to run and load nothing but what this server sends itself. The headers stand on whatever the container
 * answers, its own pages for requests that it cannot read included, which no filter ever sees.
 */
@Component
@Order(0)
class SecurityHeaders implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addEngineValves(new Headers());
    }

    /**
     * Sees what the container hands on; and as an access log, which writes nothing, what it answers before that:
     * {@code OPTIONS *}.
     */
    private static final class Headers extends ValveBase implements AccessLog {

        private Headers() {
            super(true); // asynchronous requests may pass
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            secure(response);
            getNext().invoke(request, response);
        }

        @Override
        public void log(Request request, Response response, long time) {
            secure(response); // of no effect on what was sent already
        }

        private static void secure(Response response) {
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
        }

        @Override
        public void setRequestAttributesEnabled(boolean enabled) {
            // nothing is logged, so there is no attribute to be enabled
        }

        @Override
        public boolean getRequestAttributesEnabled() {
            return false;
        }
    }
}
