package io.weightloom.runner.web;

import io.weightloom.runner.table.TrialColumns;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code GET /trial-columns.json}: which columns the page's table of trials has. It is a part of the page. */
@Configuration(proxyBeanMethods = false)
class TrialColumnsRoute {

    private static final String PATH = "/trial-columns.json";

    @Bean
    RouterFunction<ServerResponse> trialColumns() {
        return RouterFunctions.route()
                .GET(
                        PATH,
                        request -> ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(TrialColumns.onPage()))
                .build();
    }
}
